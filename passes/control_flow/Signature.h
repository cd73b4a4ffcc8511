// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "passes/autodiff/FunctionTable.h"

namespace burin::passes {

/// Gives a function other arguments, one after the other, and other results.
class Signature {
public:
  explicit Signature(mlir::func::FuncOp function)
      : function(function), body(function.getBody().front()), numOld(body.getNumArguments()) {}

  /// The next argument is the old one of that number, or a new one.
  void keep(unsigned number);
  mlir::Value add(mlir::Type type);

  mlir::Value returned(unsigned number) { return body.getTerminator()->getOperand(number); }
  /// Old arguments that are not kept are not used.
  void finish(llvm::ArrayRef<mlir::Value> results);

private:
  mlir::func::FuncOp function;
  mlir::Block &body;
  unsigned numOld;
};

/// Where marked ones stand among the marked ones.
llvm::SmallVector<unsigned> ranks(llvm::ArrayRef<bool> marked);
llvm::SmallVector<bool> floatingOnes(mlir::TypeRange types);

/// Arguments or results, and what belongs to the marked ones (their tangents), in an order in which each group is
/// followed by what belongs to it.
struct Interleaving {
  /// Groups of `sizes`; what belongs to number i is number companions[i].
  Interleaving(llvm::ArrayRef<int64_t> sizes, llvm::ArrayRef<bool> marked, llvm::ArrayRef<unsigned> companions);

  llvm::SmallVector<unsigned> order;
  llvm::SmallVector<int64_t> sizes; ///< of the groups with what belongs to them
};

/// The jvp by the marked arguments: each group of arguments followed by the tangents of its marked ones; results, and
/// tangents of all floating ones behind them, as `results` orders them.
llvm::FailureOr<mlir::func::FuncOp> interleavedJvp(mlir::func::FuncOp function, llvm::ArrayRef<int64_t> groups,
                                                   llvm::ArrayRef<bool> arguments, const Interleaving &results,
                                                   FunctionTable &symbols);

/// Companions that lie behind all members: of those in `present`, in their order.
llvm::SmallVector<unsigned> companionsBehind(llvm::ArrayRef<bool> present);

} // namespace burin::passes
