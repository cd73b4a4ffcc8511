// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/nn/activations.h"
#include "burin/nn/attention.h"
#include "burin/nn/cells.h"
#include "burin/nn/checkpoint.h"
#include "burin/nn/conv.h"
#include "burin/nn/dropout.h"
#include "burin/nn/identity.h"
#include "burin/nn/initializers.h"
#include "burin/nn/layer.h"
#include "burin/nn/linear.h"
#include "burin/nn/losses.h"
#include "burin/nn/pooling.h"
#include "burin/nn/rngs.h"
#include "burin/nn/rnn.h"
#include "burin/nn/sequential.h"
#include "burin/nn/tabulate.h"
