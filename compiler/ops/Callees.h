// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ir/ControlFlow.h"
#include "compiler/ir/Dialect.h"

#include "mlir/IR/BuiltinAttributes.h"

/// What the rules of operations that name functions are written with.
namespace burin::ir {

/// Null when the module has no such function.
mlir::func::FuncOp calleeOf(mlir::Operation *op, mlir::FlatSymbolRefAttr name);

/// c1: a function of the module.
llvm::LogicalResult checkCallee(mlir::Operation *op, mlir::FlatSymbolRefAttr name, Inference &inference);
llvm::LogicalResult checkCallees(mlir::Operation *op, Inference &inference);

/// c2 and c3: types of a part of the operands or results.
llvm::LogicalResult checkTypes(const llvm::Twine &what, mlir::TypeRange actual, mlir::TypeRange expected,
                               Inference &inference);

/// c4: extents of groups that add up to `total`. `numGroups` in words.
llvm::LogicalResult checkCounts(llvm::ArrayRef<int64_t> counts, size_t numGroups, llvm::StringRef inWords, size_t total,
                                Inference &inference);

llvm::SmallVector<mlir::Type> concat(mlir::TypeRange first, mlir::TypeRange second);
std::string listText(mlir::TypeRange types);

/// The group of operands behind `counts[0] + ... + counts[group - 1]` others and the first `skipped`.
mlir::OperandRange operandGroup(mlir::Operation *op, llvm::ArrayRef<int64_t> counts, unsigned group,
                                unsigned skipped = 0);

/// `count` numbers from `first`.
llvm::SmallVector<unsigned> numbersFrom(unsigned first, unsigned count);

/// Entries of a list with one per operand that are for the arguments of a function.
template <class List> auto ofArguments(ControlFlow op, unsigned function, const List &operands) {
  return llvm::map_to_vector(op.argumentOperands(function), [&](unsigned number) { return operands[number]; });
}

/// Results of the callee whose results are the call's.
llvm::LogicalResult evaluateCall(CallLike call, llvm::ArrayRef<Literal> operands,
                                 llvm::SmallVectorImpl<Literal> &results);
llvm::LogicalResult evaluateCallee(mlir::Operation *op, mlir::FlatSymbolRefAttr name, llvm::ArrayRef<Literal> arguments,
                                   llvm::SmallVectorImpl<Literal> &results);

/// Of all operations of a function, run so many times.
Cost costOf(mlir::func::FuncOp function, uint64_t times = 1);

} // namespace burin::ir
