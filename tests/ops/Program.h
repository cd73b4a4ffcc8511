// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ir/Dialect.h"
#include "compiler/ir/Emit.h"
#include "compiler/ir/Evaluator.h"
#include "tests/ops/Samples.h"

#include <random>

namespace burin::tests {

/// A context with the dialect, whose diagnostics are collected instead of printed.
class Context {
public:
  Context();
  mlir::MLIRContext *get() { return &context_; }
  /// Diagnostics since the last call.
  std::string takeDiagnostics() { return std::exchange(diagnostics_, {}); }
  mlir::RankedTensorType type(llvm::StringRef inside);

private:
  mlir::MLIRContext context_;
  std::string diagnostics_;
};

/// Applies the operation of a sample to operands; null, with the reason in `inference`, when it refuses them.
mlir::Operation *apply(mlir::OpBuilder &b, mlir::Location loc, const Sample &sample, mlir::ValueRange operands,
                       ir::Inference &inference);

/// A function whose body applies one operation to its arguments.
class Program {
public:
  Program(Context &context, const Sample &sample);

  mlir::Value argument(mlir::Type type) { return body->addArgument(type, op->getLoc()); }
  ir::ArrayOp rules() { return llvm::cast<ir::ArrayOp>(op); }
  /// All operations of the body.
  bool verifies();
  /// Operations of the body after `op`.
  llvm::SmallVector<mlir::Operation *> emitted();

  mlir::OwningOpRef<mlir::ModuleOp> module;
  mlir::func::FuncOp function;
  mlir::Block *body = nullptr;
  mlir::Operation *op = nullptr; ///< null when the operation refuses the operands
  mlir::OpBuilder b;
  ir::Inference inference;
};

using Random = std::mt19937_64;

ir::Literal randomLiteral(mlir::RankedTensorType type, double low, double high, Random &random);
/// Of the operand's type, or with more leading axes.
ir::Literal randomOperand(mlir::RankedTensorType type, const Operand &operand, Random &random);
std::vector<ir::Literal> randomOperands(Context &context, const Sample &sample, Random &random);

/// `visit` for the positions on the diagonals of all matrices.
void forEachOnDiagonal(mlir::RankedTensorType type, llvm::function_ref<void(int64_t position)> visit);

/// x + scale * direction, for floating literals.
ir::Literal axpy(const ir::Literal &x, long double scale, const ir::Literal &direction);
/// (high - low) / distance, for floating literals; 0 where both are the same infinity.
ir::Literal slope(const ir::Literal &low, const ir::Literal &high, long double distance);
long double innerProduct(const ir::Literal &x, const ir::Literal &y);

/// Row `i` along the leading axis, and the rows stacked again.
ir::Literal row(const ir::Literal &x, int64_t i);

/// Empty when the literals have equal types and their elements agree to `tolerance` (relative, and absolute
/// below 1; integers exactly); else the first difference.
std::string difference(const ir::Literal &x, const ir::Literal &y, double tolerance);

} // namespace burin::tests
