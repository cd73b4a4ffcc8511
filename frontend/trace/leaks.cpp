// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/trace/message.h"
#include "frontend/trace/trace.h"

#include "burin/errors.h"

#include <mutex>

namespace burin::detail {
namespace {

constexpr bool checks_leaks = BURIN_LEAK_CHECKS; // false only in the build that the checks' cost is measured against
constexpr std::size_t most_survivors_shown = 8;

/// Owned references to the tracers that are still alive, oldest first: another thread may drop one meanwhile.
std::vector<NodeRef> survivors_of(TraceControl &control) {
  std::vector<NodeRef> survivors;
  std::lock_guard lock(control.in_use);
  for (Tracer *tracer = control.live; tracer; tracer = tracer->next) {
    std::uint32_t count = tracer->references.load(std::memory_order_relaxed);
    while (count != 0 && !tracer->references.compare_exchange_weak(count, count + 1, std::memory_order_acq_rel))
      ;
    if (count != 0)
      survivors.insert(survivors.begin(), NodeRef(tracer));
  }
  return survivors;
}

/// What the report says of one survivor besides its type, line and operations.
std::string note_of(const Trace &trace, const Tracer &tracer, bool independent) {
  if (tracer.argument >= 0)
    return "it is " + trace.argument_text(tracer.argument);
  return independent ? "it depends on no argument" : "it is kept outside of the results";
}

/// A finding of several lines, indented below the message.
std::string indented(std::string text) {
  text.insert(0, "  ");
  for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 1))
    text.insert(at + 1, "    ");
  return text;
}

} // namespace

void TraceControl::enlist(Tracer &born) {
  if constexpr (!checks_leaks)
    return;
  std::lock_guard lock(in_use);
  born.next = live;
  if (live)
    live->previous = &born;
  live = &born;
}

void TraceControl::strike(const Tracer &dying) {
  if constexpr (!checks_leaks)
    return;
  std::lock_guard lock(in_use);
  if (dying.next)
    dying.next->previous = dying.previous;
  if (dying.previous)
    dying.previous->next = dying.next;
  else
    live = dying.next;
}

void Trace::throw_if_leaked() {
  if constexpr (!checks_leaks)
    return;
  const std::vector<NodeRef> survivors = survivors_of(*control_);
  if (survivors.empty())
    return;
  bool constant = false;
  for (const NodeRef &survivor : survivors) {
    const Tracer &tracer = as_tracer(*survivor.get());
    const bool independent = tracer.argument < 0 && argument_names(tracer).empty();
    constant |= independent;
    builder_->mark_escaped(tracer.value, note_of(*this, tracer, independent));
  }
  const std::vector<std::string> findings = builder_->check_leaks();
  const std::string what = survivors.size() == 1 ? "a tracer" : std::to_string(survivors.size()) + " tracers";
  Message message(name_of(options_.transform), what + " of " + control_->describe() + " outlived the trace");
  message.expected("traced values to leave through the function's results", "a copy kept elsewhere");
  for (std::size_t i = 0; i < findings.size() && i < most_survivors_shown; ++i)
    message.note(indented(findings[i]));
  if (findings.size() > most_survivors_shown)
    message.note("  and " + std::to_string(findings.size() - most_survivors_shown) + " more");
  message.cure("Return the value, `return std::pair{loss, aux}`, or pass the container as a T& argument.");
  if (constant)
    message.cure("A constant that is kept between calls is made with burin::eval_now([&] { return ...; }).");
  throw LeakedTracerError(message.text("leakedtracererror"));
}

} // namespace burin::detail
