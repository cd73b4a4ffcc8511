// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ir/Dialect.h"
#include "compiler/ir/Emit.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

/// What the rules of elementwise operations are written with, in the order of the rules.
namespace burin::ir {

using Tangents = llvm::ArrayRef<mlir::Value>;
using Literals = llvm::ArrayRef<Literal>;
template <class T> using Results = llvm::SmallVectorImpl<T>;

// infer

enum class Domain { any, numeric, floating, integer, discrete };

/// Operands of equal shapes and dtypes within the domain.
llvm::LogicalResult checkOperands(mlir::ValueRange operands, Domain domain, Inference &inference);
/// The same, and all results of the operands' type.
llvm::LogicalResult inferSameType(mlir::Operation *op, Domain domain, Inference &inference);
bool hasUnsignedOperands(mlir::Operation *op);

// evaluate: one function for floating elements, one for integers and bool; the result is rounded or wrapped

using RealUnary = llvm::function_ref<long double(long double)>;
using RealBinary = llvm::function_ref<long double(long double, long double)>;
using IntegerUnary = llvm::function_ref<int64_t(int64_t)>;
using IntegerBinary = llvm::function_ref<int64_t(int64_t, int64_t)>;

llvm::LogicalResult evaluateUnary(mlir::Operation *op, Literals operands, Results<Literal> &results, RealUnary real,
                                  IntegerUnary integer = nullptr);
llvm::LogicalResult evaluateBinary(mlir::Operation *op, Literals operands, Results<Literal> &results, RealBinary real,
                                   IntegerBinary integer = nullptr);

// linearize: the tangent of the result from the tangent of one operand

using TangentRule = llvm::function_ref<mlir::Value(Emit &e, mlir::Value tangent)>;

/// One rule per operand; the contributions of the operands with tangents are added.
llvm::LogicalResult linearizeElementwise(mlir::Operation *op, mlir::OpBuilder &b, Tangents tangents,
                                         Results<mlir::Value> &results, llvm::ArrayRef<TangentRule> rules);
/// The tangent times a factor.
llvm::LogicalResult linearizeByFactor(mlir::Operation *op, mlir::OpBuilder &b, Tangents tangents,
                                      Results<mlir::Value> &results, llvm::function_ref<mlir::Value(Emit &e)> factor);

// transpose: the cotangent of each linear operand from that of the result

using CotangentRule = llvm::function_ref<mlir::Value(Emit &e, mlir::Value cotangent)>;

llvm::LogicalResult transposeElementwise(mlir::Operation *op, mlir::OpBuilder &b, Tangents cotangents,
                                         llvm::ArrayRef<bool> linear, llvm::MutableArrayRef<mlir::Value> results,
                                         llvm::ArrayRef<CotangentRule> rules);

// batch

/// The operation itself on operands that all have the new axis.
llvm::LogicalResult batchElementwise(mlir::Operation *op, mlir::OpBuilder &b, mlir::ValueRange operands,
                                     llvm::ArrayRef<bool> batched, int64_t size, Results<mlir::Value> &results);

// cost

Cost elementwiseCost(mlir::Operation *op, uint64_t flopsPerElement = 1);
Cost transcendentalCost(mlir::Operation *op);
Cost movementCost(mlir::Operation *op);
class IntegerPowOp;
class Threefry2x32Op;
uint64_t flopsPerElement(IntegerPowOp op);
uint64_t flopsPerElement(Threefry2x32Op op);

// lower

using ScalarUnary = llvm::function_ref<mlir::Value(mlir::Value x)>;
using ScalarBinary = llvm::function_ref<mlir::Value(mlir::Value x, mlir::Value y)>;

/// Applies one of the functions to the elements of the operands; f16 and bf16 are computed in f32.
mlir::Value lowerUnary(mlir::Operation *op, ElementReader &reader, mlir::ValueRange index, ScalarUnary real,
                       ScalarUnary integer = nullptr);
mlir::Value lowerBinary(mlir::Operation *op, ElementReader &reader, mlir::ValueRange index, ScalarBinary real,
                        ScalarBinary integer = nullptr);

/// A scalar operation of arith or math.
template <class Op, class... Arguments> mlir::Value make(ElementReader &reader, Arguments &&...arguments) {
  return Op::create(reader.b, reader.loc, std::forward<Arguments>(arguments)...);
}
mlir::Value scalarReal(ElementReader &reader, double value, mlir::Type type);
mlir::Value scalarInteger(ElementReader &reader, int64_t value, mlir::Type type);
mlir::Value compareReals(ElementReader &reader, mlir::arith::CmpFPredicate predicate, mlir::Value x, mlir::Value y);
mlir::Value compareIntegers(ElementReader &reader, mlir::arith::CmpIPredicate predicate, mlir::Value x, mlir::Value y);
mlir::Value choose(ElementReader &reader, mlir::Value condition, mlir::Value yes, mlir::Value no);
/// To the precision that elements are computed in, and back (Precision.h).
mlir::Value widen(ElementReader &reader, mlir::Value x);
mlir::Value narrow(ElementReader &reader, mlir::Value x, mlir::Type type);

} // namespace burin::ir
