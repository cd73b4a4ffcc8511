// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/optim/optimizer.h"
#include "burin/optim/optimizers.h"
#include "burin/optim/schedules.h"
#include "burin/optim/transformation.h"
#include "burin/optim/transformations.h"
#include "burin/optim/wrappers.h"
