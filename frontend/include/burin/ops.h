// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

/// Operations with NumPy's names, broadcasting and JAX's promotion of dtypes. Every one may throw ShapeError or
/// DTypeError with the user's line.
#include "burin/ops/arithmetic.h"
#include "burin/ops/elementwise.h"
#include "burin/ops/entries.h"
#include "burin/ops/products.h"
#include "burin/ops/reductions.h"
#include "burin/ops/shapes.h"
