// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Operation.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <cstdint>

namespace burin::ir {

/// How rules and passes write array operations: by name, with inferred result types. What a rule emits is
/// legal by construction, so a violated constraint ends the process with the constraint's text.
class Emit {
public:
  using Value = mlir::Value;
  using Axes = llvm::ArrayRef<int64_t>;

  Emit(mlir::OpBuilder &builder, mlir::Location location) : b(builder), loc(location) {}

  /// Any operation, by its name without the dialect's prefix.
  mlir::Operation *op(llvm::StringRef name, mlir::ValueRange operands,
                      llvm::ArrayRef<mlir::NamedAttribute> attributes = {}, unsigned numResults = 1);
  Value value(llvm::StringRef name, mlir::ValueRange operands, llvm::ArrayRef<mlir::NamedAttribute> attributes = {});

  mlir::NamedAttribute axes(llvm::StringRef name, Axes list); ///< DenseI64ArrayAttr
  mlir::NamedAttribute number(llvm::StringRef name, int64_t value);
  mlir::NamedAttribute dtype(llvm::StringRef name, mlir::Type element);

  static mlir::RankedTensorType typeOf(Value x) { return llvm::cast<mlir::RankedTensorType>(x.getType()); }
  static Axes shapeOf(Value x) { return typeOf(x).getShape(); }

  Value neg(Value x) { return value("neg", x); }
  Value abs(Value x) { return value("abs", x); }
  Value sign(Value x) { return value("sign", x); }
  Value exp(Value x) { return value("exp", x); }
  Value log(Value x) { return value("log", x); }
  Value tanh(Value x) { return value("tanh", x); }
  Value logistic(Value x) { return value("logistic", x); }
  Value sqrt(Value x) { return value("sqrt", x); }
  Value rsqrt(Value x) { return value("rsqrt", x); }
  Value sin(Value x) { return value("sin", x); }
  Value cos(Value x) { return value("cos", x); }
  Value logicalNot(Value x) { return value("not", x); }
  Value stopGradient(Value x) { return value("stop_gradient", x); }
  Value integerPow(Value x, int64_t exponent) { return value("integer_pow", x, number("exponent", exponent)); }

  Value add(Value x, Value y) { return value("add", {x, y}); }
  Value sub(Value x, Value y) { return value("sub", {x, y}); }
  Value mul(Value x, Value y) { return value("mul", {x, y}); }
  Value div(Value x, Value y) { return value("div", {x, y}); }
  Value rem(Value x, Value y) { return value("rem", {x, y}); }
  Value pow(Value x, Value y) { return value("pow", {x, y}); }
  Value max(Value x, Value y) { return value("max", {x, y}); }
  Value min(Value x, Value y) { return value("min", {x, y}); }
  Value logicalAnd(Value x, Value y) { return value("and", {x, y}); }
  Value logicalOr(Value x, Value y) { return value("or", {x, y}); }
  /// Sum of tangents or cotangents, where null is a symbolic zero.
  Value accumulate(Value x, Value y) { return !x ? y : !y ? x : add(x, y); }

  Value compare(Value x, Value y, llvm::StringRef direction);
  Value select(Value predicate, Value onTrue, Value onFalse) { return value("select", {predicate, onTrue, onFalse}); }
  /// The value itself when it has the dtype already.
  Value convert(Value x, mlir::Type element);

  /// Splat constants; the number is rounded (or truncated) to the element type.
  Value scalar(double number, mlir::RankedTensorType type);
  Value scalar(double number, Value like) { return scalar(number, typeOf(like)); }
  Value zeros(mlir::RankedTensorType type) { return scalar(0, type); }
  Value constant(mlir::RankedTensorType type, mlir::Attribute element);

  Value iota(mlir::Type element, Axes shape, int64_t dimension);
  /// Operand axis i becomes result axis `dimensions[i]`.
  Value broadcast(Value x, Axes shape, Axes dimensions);
  /// The value repeated along a new leading axis.
  Value broadcastLeading(Value x, int64_t size);
  Value reshape(Value x, Axes shape);
  Value transpose(Value x, Axes permutation);
  Value slice(Value x, Axes start, Axes limit, Axes strides = {});           ///< no strides: all 1
  Value pad(Value x, Value filler, Axes low, Axes high, Axes interior = {}); ///< no interior: all 0
  Value concatenate(mlir::ValueRange parts, int64_t dimension);
  Value reverse(Value x, Axes dimensions);

  Value reduceSum(Value x, Axes over) { return value("reduce_sum", x, axes("axes", over)); }
  Value reduceMax(Value x, Axes over) { return value("reduce_max", x, axes("axes", over)); }
  Value reduceMin(Value x, Axes over) { return value("reduce_min", x, axes("axes", over)); }

  Value dotGeneral(Value lhs, Value rhs, Axes lhsBatch, Axes rhsBatch, Axes lhsContract, Axes rhsContract);

  mlir::Operation::result_range call(llvm::StringRef callee, mlir::ValueRange arguments, unsigned numResults);
  mlir::Operation::result_range barrier(mlir::ValueRange values);

  mlir::OpBuilder &b;
  mlir::Location loc;
};

} // namespace burin::ir
