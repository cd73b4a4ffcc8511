// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/detail/ahead.h"

#include "burin/errors.h"
#include "frontend/trace/message.h"
#include "frontend/trace/trace.h"
#include "frontend/transforms/key_difference.h"
#include "runtime/executable.h"

#include <algorithm>
#include <mutex>

namespace burin::detail {
namespace {

constexpr std::size_t most_shown = 8;

enum class Mismatch : std::uint8_t { shape, dtype, value, tree };

Mismatch kind_of(const KeyChange &change) {
  if (!change.before || !change.now || change.before->kind != change.now->kind ||
      change.now->kind == KeyLine::Kind::node)
    return Mismatch::tree;
  if (change.now->kind == KeyLine::Kind::value)
    return Mismatch::value;
  if ((change.before->value == "none") != (change.now->value == "none"))
    return Mismatch::tree;
  return change.before->array.dtype == change.now->array.dtype ? Mismatch::shape : Mismatch::dtype;
}

std::string side(const KeyLine *line) {
  if (!line)
    return "nothing";
  return line->kind == KeyLine::Kind::node ? std::string(line->type) + (line->value.empty() ? "" : " " + line->value)
                                           : line->value;
}

std::string mismatch_text(const KeyChange &change) {
  const std::string compiled = side(change.before), called = side(change.now);
  return (change.now ? change.now : change.before)->path + ": compiled for " + compiled + ", called with " +
         (compiled == called ? "another" : called);
}

EntryPtr entry_of(const AheadTrace &trace) {
  auto entry = std::make_shared<CacheEntry>();
  entry->key = trace.key;
  entry->hash = trace.hash;
  entry->program = CompiledFunction(trace.function);
  entry->outputs = trace.outputs;
  entry->plan = trace.plan;
  entry->changed = trace.changed;
  entry->writable = trace.writable;
  entry->shareable = !trace.function.took_in_concrete();
  entry->keep = !trace.function.captures_tracers();
  return entry;
}

} // namespace

EntryPtr compile_ahead(const CallOptions &options, const AheadTrace &trace) {
  if (trace.unkeyable)
    refuse_unkeyable(options, trace.unkeyable->name, trace.arguments);
  const UserLine line(options.line);
  std::lock_guard lock(trace.function.closed().in_use);
  return entry_of(trace);
}

ProgramCost cost_ahead(const AheadTrace &trace) {
  ClosedTrace &closed = trace.function.closed();
  std::lock_guard lock(closed.in_use);
  return closed.session->cost(*closed.function);
}

std::vector<Array> abstract_results(const TracedFunction &function) {
  std::vector<Array> results;
  for (std::size_t i = 0; i < function.num_results(); ++i)
    results.push_back(abstract(function.result_type(i)));
  return results;
}

std::shared_ptr<AheadTrace> begin_ahead(const CallKey &key, std::vector<KeyLine> arguments) {
  auto trace = std::make_shared<AheadTrace>();
  trace->key = StoredKey(key);
  trace->hash = key.hash();
  trace->unkeyable = key.unkeyable;
  trace->arguments = std::move(arguments);
  return trace;
}

void count_ahead(TraceLedger &ledger, const AheadTrace &trace, const CallKey &key) {
  TraceCost cost = trace.function.cost();
  cost.program = TraceCost::Program::ahead;
  ledger.count(trace.arguments, cost);
  if (!trace.unkeyable)
    ledger.note_counted(key, trace.hash);
}

MemoryPlan memory_of(const CompiledFunction &program) { return program.executable().memory(); }
ProgramCost cost_of(const CompiledFunction &program) { return program.executable().cost(); }

void refuse_other_arguments(const CallOptions &options, const std::vector<KeyLine> &compiled,
                            const std::vector<KeyLine> &called) {
  Message message("compiled", "the arguments are not those that " + options.function + " was compiled for");
  const std::vector<KeyChange> changes = key_changes(compiled, called);
  for (std::size_t i = 0; i < changes.size() && i < most_shown; ++i)
    message.note(mismatch_text(changes[i]));
  if (changes.empty())
    message.note("their C++ types differ, or one that the function changes is no variable");
  if (changes.size() > most_shown)
    message.note("and " + std::to_string(changes.size() - most_shown) + " more");
  message.at({});
  message.note("it was made by " + options.title());
  message.cure(
      "Call it with arguments of these types, structure and static values; the jitted function itself takes all.");
  Mismatch worst = changes.empty() ? Mismatch::tree : Mismatch::shape;
  for (const KeyChange &change : changes)
    worst = std::max(worst, kind_of(change));
  switch (worst) {
  case Mismatch::shape: throw ShapeError(message.text("shapeerror"));
  case Mismatch::dtype: throw DTypeError(message.text("dtypeerror"));
  case Mismatch::value: throw StaticArgumentError(message.text("staticargumenterror"));
  case Mismatch::tree: break;
  }
  throw TreeError(message.text("treeerror"));
}

void require_no_trace(const CallOptions &options) {
  if (tracing())
    throw UnsupportedError(Message("compiled",
                                   "a compiled program is called while another function is being traced, and "
                                   "cannot be recorded")
                               .note("it was made by " + options.title())
                               .at({})
                               .cure("Call the jitted function itself, or compute outside of the trace: eval_now([&] "
                                     "{ return ...; }).")
                               .text("unsupportederror"));
}

} // namespace burin::detail
