// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "mlir/IR/Builders.h"
#include "mlir/IR/Value.h"

/// Elementary functions as straight-line arithmetic, so that a scalar loop around them is vectorized by LLVM and gives
/// the same bits, vectorized or not. sin and cos also call a function for huge arguments (RarePath.h).
///
/// `x` is a scalar or a 1-D vector of f32 or f64: at most 2 ulp over the whole range, with C's special cases
/// (infinities, NaN, subnormals, signed zeros); docs/ops.md has the figures. The last bit may differ between targets
/// with and without fma. f16 and bf16 are the caller's: extend to f32, truncate the result.
namespace burin::lowering {

mlir::Value emitExp(mlir::OpBuilder &b, mlir::Location loc, mlir::Value x);
mlir::Value emitExp2(mlir::OpBuilder &b, mlir::Location loc, mlir::Value x);
mlir::Value emitExpm1(mlir::OpBuilder &b, mlir::Location loc, mlir::Value x);
mlir::Value emitLog(mlir::OpBuilder &b, mlir::Location loc, mlir::Value x);
mlir::Value emitLog1p(mlir::OpBuilder &b, mlir::Location loc, mlir::Value x);
mlir::Value emitLog2(mlir::OpBuilder &b, mlir::Location loc, mlir::Value x);
mlir::Value emitTanh(mlir::OpBuilder &b, mlir::Location loc, mlir::Value x);
/// 1 / (1 + exp(-x)).
mlir::Value emitLogistic(mlir::OpBuilder &b, mlir::Location loc, mlir::Value x);
mlir::Value emitSin(mlir::OpBuilder &b, mlir::Location loc, mlir::Value x);
mlir::Value emitCos(mlir::OpBuilder &b, mlir::Location loc, mlir::Value x);
mlir::Value emitErf(mlir::OpBuilder &b, mlir::Location loc, mlir::Value x);
mlir::Value emitCbrt(mlir::OpBuilder &b, mlir::Location loc, mlir::Value x);
/// 1 / sqrt(x).
mlir::Value emitRsqrt(mlir::OpBuilder &b, mlir::Location loc, mlir::Value x);
mlir::Value emitPow(mlir::OpBuilder &b, mlir::Location loc, mlir::Value x, mlir::Value y);

// Those below are computed in f64 for both formats: correctly rounded but for rare ties in f32.
mlir::Value emitTan(mlir::OpBuilder &b, mlir::Location loc, mlir::Value x);
mlir::Value emitAsin(mlir::OpBuilder &b, mlir::Location loc, mlir::Value x);
mlir::Value emitAcos(mlir::OpBuilder &b, mlir::Location loc, mlir::Value x);
mlir::Value emitAtan(mlir::OpBuilder &b, mlir::Location loc, mlir::Value x);
mlir::Value emitAtan2(mlir::OpBuilder &b, mlir::Location loc, mlir::Value y, mlir::Value x);
mlir::Value emitSinh(mlir::OpBuilder &b, mlir::Location loc, mlir::Value x);
mlir::Value emitCosh(mlir::OpBuilder &b, mlir::Location loc, mlir::Value x);
mlir::Value emitAsinh(mlir::OpBuilder &b, mlir::Location loc, mlir::Value x);
mlir::Value emitAcosh(mlir::OpBuilder &b, mlir::Location loc, mlir::Value x);
mlir::Value emitAtanh(mlir::OpBuilder &b, mlir::Location loc, mlir::Value x);
/// 1 - erf(x), exact also where that is tiny.
mlir::Value emitErfc(mlir::OpBuilder &b, mlir::Location loc, mlir::Value x);
mlir::Value emitErfInv(mlir::OpBuilder &b, mlir::Location loc, mlir::Value x);
/// log |gamma(x)|. f64 calls libm for x < 0, where the zeros between the poles leave no digits to straight-line f64.
mlir::Value emitLgamma(mlir::OpBuilder &b, mlir::Location loc, mlir::Value x);
/// Derivatives of lgamma: digamma is the first, polygamma of order n the one after n more. NaN at the poles of digamma.
/// f64 calls the runtime next to zeros below 0.
mlir::Value emitDigamma(mlir::OpBuilder &b, mlir::Location loc, mlir::Value x);
mlir::Value emitPolygamma(mlir::OpBuilder &b, mlir::Location loc, mlir::Value x, int64_t order);

} // namespace burin::lowering
