// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/lowering/math/VectorMath.h"
#include "tests/kernels/Jit.h"

#include <limits>
#include <vector>

namespace burin::testing {

/// An elementary function, as the compiler emits it and as libm knows it. The references are libm's: for f32 in double
/// (an error below 2^-28 ulp of f32), for f64 in long double (at most 4 of its ulp, 0.002 ulp of f64).
struct MathFunction {
  const char *name;
  mlir::Value (*emit)(mlir::OpBuilder &, mlir::Location, mlir::Value);
  double (*exact32)(double);
  long double (*exact64)(long double);
  double bound = 2;                                          ///< in units of the last place
  double least64 = -std::numeric_limits<double>::infinity(); ///< where the bound holds for f64
};

const std::vector<MathFunction> &mathFunctions();

/// Distance from the exact value in units of the last place of its rounding to float or double; 1e30 for a wrong
/// special value or sign. Subnormal results are measured in their own unit.
template <class T, class Exact> double ulps(T got, Exact exact);

/// A vectorized loop, for BURIN_TARGET, that calls `emit` on elements of one or two arrays of f32 or f64.
Jit compileUnary(mlir::Value (*emit)(mlir::OpBuilder &, mlir::Location, mlir::Value), bool f64);
Jit compileBinary(mlir::Value (*emit)(mlir::OpBuilder &, mlir::Location, mlir::Value, mlir::Value), bool f64);

/// Of one loop.
constexpr int64_t mathCapacity = int64_t(1) << 24;

} // namespace burin::testing
