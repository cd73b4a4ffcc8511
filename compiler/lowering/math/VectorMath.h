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

} // namespace burin::lowering
