// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/donation.h"
#include "frontend/trace/node.h"

#include <atomic>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace burin::detail {

struct ClosedTrace;

/// Where an array went: for the error when it is used again.
struct DonationRecord {
  std::string call;     ///< "jit(step) at train.cpp:12"
  std::string argument; ///< "argument 0: .kernel"
};

/// The results of a program that may have the memory of its arguments. An argument is overwritten only if nobody but
/// the caller's variable holds it, and only in calls that give it up.
class Donations {
public:
  void plan(std::span<const runtime::Donation> pairs, const ClosedTrace &closed);

  /// Before a run: makes those results that will lie in the memory of arguments; the others stay null.
  void prepare(std::span<Node *const> arguments, std::span<NodeRef> results, const GivenArguments &given) const;
  /// Memory of a result: its own, or the argument's that becomes it.
  void redirect(std::span<Node *const> arguments, std::span<NodeRef> results, void **outputs) const;
  /// After the run: the memory changes hands, and the arguments are dead.
  void commit(std::span<Node *const> arguments, std::span<NodeRef> results) const noexcept;

private:
  struct Pair {
    int leaf, result;
    int argument;   ///< of the call
    bool state;     ///< the caller's variable is overwritten after the call
    bool same_node; ///< state of unchanged type: the very node is used again
    bool weak;
    runtime::TensorType type;
    std::shared_ptr<const DonationRecord> record;
  };
  bool claims(const Pair &pair, Concrete &donor, const GivenArguments &given) const;
  void warn_shared(const Pair &pair) const;

  std::vector<Pair> pairs_;
  bool any_state_ = false;
  mutable std::atomic<bool> warned_{false};
};

/// What the compiler is told about the arguments that calls like the traced one give up.
std::vector<runtime::Donation> donors_of(std::span<const LeafUse> uses, const GivenArguments &given);

/// Warns of arrays marked by donate_argnums that no result can take over.
void warn_unusable(std::span<const runtime::Donation> pairs, const ClosedTrace &closed);

[[noreturn]] void throw_donated(const Concrete &array, std::string_view op, const SourceLine &use);

} // namespace burin::detail
