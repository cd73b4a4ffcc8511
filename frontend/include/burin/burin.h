// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/array.h"
#include "burin/create.h"
#include "burin/errors.h"
#include "burin/eval_now.h"
#include "burin/in.h"
#include "burin/indexing.h"
#include "burin/lax.h"
#include "burin/ops.h"
#include "burin/print.h"
