// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/lowering/math/VectorMath.h"
#include "tests/kernels/Jit.h"

#include <vector>

namespace burin::testing {

/// An elementary function, as the compiler emits it and as libm or the runtime knows it: for f32 in double (an error
/// below 2^-28 ulp of f32), for f64 in long double (0.002 ulp of f64; 0.1 next to the zeros of digamma and polygamma
/// below 0).
struct MathFunction {
  const char *name;
  mlir::Value (*emit)(mlir::OpBuilder &, mlir::Location, mlir::Value);
  double (*exact32)(double);
  long double (*exact64)(long double);
  int step32 = 1; ///< of a sweep over all f32: references that take long get every step32-th
};

/// One of two arguments.
struct MathFunction2 {
  const char *name;
  mlir::Value (*emit)(mlir::OpBuilder &, mlir::Location, mlir::Value, mlir::Value);
  long double (*exact)(long double, long double);
};

const std::vector<MathFunction> &mathFunctions();
const std::vector<MathFunction2> &mathFunctions2();

/// Of all of them, in units of the last place.
constexpr double greatestError = 2;

/// Distance from the exact value in units of the last place of its rounding to float or double; 1e30 for a wrong
/// special value or sign. Subnormal results are measured in their own unit.
template <class T, class Exact> double ulps(T got, Exact exact);

/// A vectorized loop, for BURIN_TARGET, that calls `emit` on elements of one or two arrays of f32 or f64.
Jit compileUnary(mlir::Value (*emit)(mlir::OpBuilder &, mlir::Location, mlir::Value), bool f64);
Jit compileBinary(mlir::Value (*emit)(mlir::OpBuilder &, mlir::Location, mlir::Value, mlir::Value), bool f64);

/// Of one loop.
constexpr int64_t mathCapacity = int64_t(1) << 24;

} // namespace burin::testing
