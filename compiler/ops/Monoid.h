// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ops/Elementwise.h"

namespace burin::ir {

/// An associative operation with its identity: what windows are reduced by.
enum class Monoid { sum, product, max, min };

/// Compared without a sign: bool is a number of one bit.
inline bool isUnsignedOrBool(mlir::Type element) { return isUnsigned(element) || isBool(element); }

/// For Literals. Of bool max is any, and min is all.
long double realIdentityOf(Monoid monoid);
int64_t integerIdentityOf(Monoid monoid, mlir::Type element);
long double combineReals(Monoid monoid, long double x, long double y);
int64_t combineIntegers(Monoid monoid, mlir::Type element, int64_t x, int64_t y);

/// For scalars of the type that elements are computed in (Precision.h).
mlir::Value emitIdentity(Monoid monoid, mlir::OpBuilder &b, mlir::Location loc, mlir::Type element);
mlir::Value emitCombine(Monoid monoid, mlir::OpBuilder &b, mlir::Location loc, mlir::Type element, mlir::Value x,
                        mlir::Value y);

} // namespace burin::ir
