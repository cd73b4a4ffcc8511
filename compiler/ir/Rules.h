// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ir/Literal.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Operation.h"
#include "llvm/ADT/SmallVector.h"

#include <cstdint>
#include <string>

/// What the rules of an operation (Interfaces.td) are written with.
namespace burin::ir {

/// Which constraint of an operation was violated; the frontend turns it into the typed error of the same
/// name.
enum class Fault { shape, dtype, unsupported };

/// Collects the result types of one operation, or the reason why there are none.
class Inference {
public:
  void result(mlir::RankedTensorType type) { types.push_back(type); }
  void result(llvm::ArrayRef<int64_t> shape, mlir::Type element) {
    result(mlir::RankedTensorType::get(shape, element));
  }
  llvm::LogicalResult fail(Fault kind, std::string text);

  llvm::SmallVector<mlir::Type, 2> types;
  Fault fault = Fault::shape;
  std::string problem; ///< "problem; expected X, got Y", without the op's name
};

/// Arithmetic of one execution: one flop per output element of an elementwise operation, 2*M*N*K for a
/// contraction, inputs minus outputs for a reduction, none for data movement; transcendental functions are
/// counted apart.
struct Cost {
  uint64_t flops = 0, transcendentals = 0, bytes = 0;
};

/// Gives `lowerElement` the elements of the operands.
class ElementReader {
public:
  ElementReader(mlir::OpBuilder &builder, mlir::Location location) : b(builder), loc(location) {}
  virtual ~ElementReader() = default;

  /// Element of operand `number` of the op being lowered; every index must be within bounds.
  virtual mlir::Value read(unsigned number, mlir::ValueRange index) = 0;

  /// Row-major position of an index, and back. Kernels fold one into the other, so that reshapes need no
  /// division.
  virtual mlir::Value flatten(mlir::ValueRange index, llvm::ArrayRef<int64_t> shape);
  virtual llvm::SmallVector<mlir::Value> unflatten(mlir::Value position, llvm::ArrayRef<int64_t> shape);

  mlir::OpBuilder &b;
  mlir::Location loc;
};

/// Declared here, defined by compiler/lowering.
class KernelBuilder;

/// Emits "[op] it cannot be differentiated: reason", or what else the rule is for, at the op, and fails.
llvm::LogicalResult refuse(mlir::Operation *op, llvm::StringRef rule, llvm::StringRef reason);

/// True for the arrays that Burin computes with.
bool isArrayType(mlir::Type type);

inline bool isBool(mlir::Type element) { return element.isSignlessInteger(1); }
inline bool isUnsigned(mlir::Type element) { return element.isUnsignedInteger(); }
inline bool isFloating(mlir::Type element) { return llvm::isa<mlir::FloatType>(element); }

/// How messages write types: "float32", "bool"; "(2, 3)", "(4,)", "()"; "float32[2,3]".
std::string dtypeText(mlir::Type element);
std::string shapeText(llvm::ArrayRef<int64_t> shape);
std::string typeText(mlir::RankedTensorType type);

/// Bytes in memory of all operands and results of `op`.
uint64_t operandAndResultBytes(mlir::Operation *op);

/// Verifier of all operations with inferred types.
llvm::LogicalResult verifyInferredTypes(mlir::Operation *op);

/// Creates `name` ("burin.add") with `numResults` results of inferred types. Null, with the reason in
/// `inference`, when a constraint is violated.
mlir::Operation *createInferred(mlir::OpBuilder &b, mlir::Location loc, llvm::StringRef name, mlir::ValueRange operands,
                                llvm::ArrayRef<mlir::NamedAttribute> attributes, unsigned numResults,
                                Inference &inference);

} // namespace burin::ir
