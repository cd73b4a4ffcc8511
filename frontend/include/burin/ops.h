// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

/// Operations with NumPy's names, broadcasting and JAX's promotion of dtypes. Every one may throw ShapeError or
/// DTypeError with the user's line.
#include "burin/ops/arithmetic.h"
#include "burin/ops/closeness.h"
#include "burin/ops/convolution.h"
#include "burin/ops/counting.h"
#include "burin/ops/cumulative.h"
#include "burin/ops/einsum.h"
#include "burin/ops/elementwise.h"
#include "burin/ops/entries.h"
#include "burin/ops/joining.h"
#include "burin/ops/matrices.h"
#include "burin/ops/padding.h"
#include "burin/ops/products.h"
#include "burin/ops/rearranging.h"
#include "burin/ops/reductions.h"
#include "burin/ops/rounding.h"
#include "burin/ops/shapes.h"
#include "burin/ops/sorting.h"
#include "burin/ops/special.h"
#include "burin/ops/statistics.h"
#include "burin/ops/trigonometric.h"
