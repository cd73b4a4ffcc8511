// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/trace/donation.h"
#include "frontend/trace/message.h"
#include "frontend/trace/thread_state.h"
#include "frontend/trace/trace.h"

#include "burin/errors.h"

#include <cstdio>
#include <utility>

namespace burin::detail {
namespace {

bool marks(std::uint64_t mask, int argument) { return mask >> argument & 1; }

/// "jit(step) at train.cpp:12".
std::string call_text(const ClosedTrace &closed) {
  return std::string(name_of(closed.transform)) + "(" + closed.name + ") at " + text_of(closed.line);
}

/// True when only one variable refers to the array.
bool held_once(const Concrete &array) {
  return array.references.load(std::memory_order_acquire) == 1 && array.buffer.unique();
}

} // namespace

void Donations::plan(std::span<const runtime::Donation> pairs, const ClosedTrace &closed) {
  for (const auto &[argument, result_number] : pairs) {
    const auto leaf = static_cast<std::size_t>(argument), result = static_cast<std::size_t>(result_number);
    if (leaf >= closed.uses.size() || closed.uses[leaf].fate == LeafUse::Fate::kept)
      continue;
    const LeafUse &use = closed.uses[leaf];
    const bool state = use.fate == LeafUse::Fate::replaced;
    pairs_.push_back({.leaf = argument,
                      .result = result_number,
                      .argument = use.argument,
                      .state = state,
                      .same_node = state && closed.argument_types[leaf] == closed.result_types[result],
                      .weak = closed.result_weak[result],
                      .type = closed.result_types[result],
                      .record = std::make_shared<DonationRecord>(DonationRecord{call_text(closed), use.path})});
    any_state_ |= state;
  }
}

bool Donations::claims(const Pair &pair, Concrete &donor, const GivenArguments &given) const {
  if (!pair.state && !marks(given.moved | given.donated, pair.argument))
    return false;
  if (held_once(donor))
    return true;
  if (marks(given.donated, pair.argument))
    warn_shared(pair);
  return false;
}

void Donations::prepare(std::span<Node *const> arguments, std::span<NodeRef> results,
                        const GivenArguments &given) const {
  if (pairs_.empty() || !(any_state_ || given.moved | given.donated))
    return;
  const auto donor_of = [&](const Pair &pair) -> Concrete & {
    return as_concrete(*arguments[static_cast<std::size_t>(pair.leaf)]);
  };
  for (const Pair &pair : pairs_)
    if (claims(pair, donor_of(pair), given))
      donor_of(pair).claimed_by = pair.leaf;
  // One variable may be reached through two arguments; then nobody may write over it.
  for (std::size_t i = 0; i < arguments.size(); ++i)
    if (Concrete &array = as_concrete(*arguments[i]); array.claimed_by >= 0 && array.claimed_by != static_cast<int>(i))
      array.claimed_by = -1;
  for (const Pair &pair : pairs_) {
    Concrete &donor = donor_of(pair);
    if (std::exchange(donor.claimed_by, -1) != pair.leaf || !held_once(donor))
      continue;
    retain(&donor);
    results[static_cast<std::size_t>(pair.result)] = NodeRef(&donor);
  }
  // No claim is left when memory runs out here.
  for (const Pair &pair : pairs_)
    if (NodeRef &result = results[static_cast<std::size_t>(pair.result)];
        result.get() == &donor_of(pair) && !pair.same_node) {
      result = NodeRef(new Concrete(pair.type.dtype, pair.type.shape, runtime::Buffer()));
      result->weak = pair.weak;
    }
}

void Donations::redirect(std::span<Node *const> arguments, std::span<NodeRef> results, void **outputs) const {
  for (const Pair &pair : pairs_)
    if (const Concrete &result = as_concrete(*results[static_cast<std::size_t>(pair.result)].get()); !result.buffer)
      outputs[pair.result] = as_concrete(*arguments[static_cast<std::size_t>(pair.leaf)]).data();
}

void Donations::commit(std::span<Node *const> arguments, std::span<NodeRef> results) const noexcept {
  for (const Pair &pair : pairs_) {
    Concrete &result = as_concrete(*results[static_cast<std::size_t>(pair.result)].get());
    Concrete &donor = as_concrete(*arguments[static_cast<std::size_t>(pair.leaf)]);
    if (&result == &donor) {
      result.weak = pair.weak;
      result.made_in = thread_state.trace_id;
    } else if (!result.buffer) {
      result.buffer = std::move(donor.buffer);
      donor.donated = pair.record;
    }
  }
}

void Donations::warn_shared(const Pair &pair) const {
  if (!warned_.exchange(true))
    std::fprintf(stderr,
                 "burin: warning: [donate] %s of %s is also held by another variable: its memory is not reused\n",
                 pair.record->argument.c_str(), pair.record->call.c_str());
}

std::vector<runtime::Donation> donors_of(std::span<const LeafUse> uses, const GivenArguments &given) {
  std::vector<runtime::Donation> donors;
  for (std::size_t i = 0; i < uses.size(); ++i)
    if (uses[i].fate == LeafUse::Fate::replaced ||
        (uses[i].fate == LeafUse::Fate::input && marks(given.moved | given.donated, uses[i].argument)))
      donors.push_back({static_cast<int>(i), uses[i].output});
  return donors;
}

void warn_unusable(std::span<const runtime::Donation> pairs, const ClosedTrace &closed) {
  std::vector<bool> used(closed.uses.size());
  for (const runtime::Donation &pair : pairs)
    if (static_cast<std::size_t>(pair.argument) < used.size())
      used[static_cast<std::size_t>(pair.argument)] = true;
  std::string list;
  for (std::size_t i = 0; i < used.size(); ++i)
    if (const LeafUse &use = closed.uses[i];
        !used[i] && use.fate == LeafUse::Fate::input && marks(closed.given.donated, use.argument))
      list +=
          "\n  " + use.path + " of type " + type_text(closed.argument_types[i].dtype, closed.argument_types[i].shape);
  if (!list.empty())
    std::fprintf(
        stderr,
        "burin: warning: [donate] some donated arrays are not usable by %s:%s\n  No result of the same size is "
        "written after their last use; they stay alive.\n",
        call_text(closed).c_str(), list.c_str());
}

void throw_donated(const Concrete &array, std::string_view op, const SourceLine &use) {
  throw DonatedArrayError(
      Message(op, "the array was donated to " + array.donated->call)
          .expected("a live array", "one whose memory now holds a result of that call")
          .note("it was " + array.donated->argument + ", of type " + type_text(array.dtype, array.shape))
          .at(use)
          .cure("Use the result of the call. An array that another variable holds is not given away: Array kept = x;")
          .text("donatedarrayerror"));
}

} // namespace burin::detail
