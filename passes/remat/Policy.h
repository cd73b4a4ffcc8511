// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "passes/remat/Provenance.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

#include <optional>
#include <string>
#include <vector>

namespace burin::passes {

/// Which values of a checkpointed function the backward pass may keep; those of jax.checkpoint_policies. The text of
/// one is its name, with arguments where it has some: save_only_these_names("q", "k"),
/// save_from_both_policies(dots_saveable, save_any_names_but_these("x")).
class Policy {
public:
  /// None for a text that is no policy.
  static std::optional<Policy> read(llvm::StringRef text);
  /// Fails with a sentence at `op` instead.
  static llvm::FailureOr<Policy> parse(mlir::Operation *op, llvm::StringRef text);

  bool keeps(const Provenance &value) const;
  bool keepsEverything() const;
  bool keepsNothing() const;

private:
  friend class PolicyParser;
  enum class Kind { nothing, everything, dots, matrixProducts, onlyNames, namesBut, anythingBut, either };

  Kind kind = Kind::nothing;
  std::vector<std::string> names;
  std::vector<Policy> parts; ///< of either
};

/// Tells which operations dots_saveable and dots_with_no_batch_dims_saveable mean.
void attachContractions(mlir::MLIRContext &context);

/// The text of the policy that keeps what one of the two keeps.
std::string eitherPolicy(llvm::StringRef first, llvm::StringRef second);

/// Checks the policies of a function's checkpoints; those that keep everything become calls.
llvm::LogicalResult applyPolicies(mlir::func::FuncOp function);

} // namespace burin::passes
