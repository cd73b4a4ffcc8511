// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/trace/message.h"
#include "frontend/trace/trace.h"

#include "burin/errors.h"

namespace burin::detail {
namespace {

constexpr std::size_t most_survivors_shown = 8;

/// Owned references to the tracers that are still alive, oldest first: another thread may drop one meanwhile.
std::vector<NodeRef> survivors_of(TraceControl &control) {
  std::vector<NodeRef> survivors;
  std::lock_guard lock(control.mutex);
  for (Tracer *tracer = control.live; tracer; tracer = tracer->next) {
    std::uint32_t count = tracer->references.load(std::memory_order_relaxed);
    while (count != 0 && !tracer->references.compare_exchange_weak(count, count + 1, std::memory_order_acq_rel))
      ;
    if (count != 0)
      survivors.insert(survivors.begin(), NodeRef(tracer));
  }
  return survivors;
}

std::string line_of(const Trace &trace, const Tracer &tracer) {
  if (tracer.argument >= 0)
    return type_text(tracer.dtype, tracer.shape) + ", " + trace.argument_text(tracer.argument);
  std::string text = type_text(tracer.dtype, tracer.shape) + " made at " + text_of(tracer.line);
  const char *separator = ": ";
  for (const std::string &origin : trace.origins(tracer, 5)) {
    text += separator + origin;
    separator = " <- ";
  }
  return text;
}

} // namespace

void Trace::throw_if_leaked() {
  const std::vector<NodeRef> survivors = survivors_of(*control_);
  if (survivors.empty())
    return;
  const std::string count = std::to_string(survivors.size());
  Message message(name_of(options_.transform),
                  (survivors.size() == 1 ? "a tracer" : count + " tracers") + " of " + control_->describe() +
                      " outlived the trace");
  message.expected("that every traced value goes through the function's results", "a copy kept somewhere else of");
  bool constant = false;
  for (std::size_t i = 0; i < survivors.size() && i < most_survivors_shown; ++i) {
    const Tracer &tracer = as_tracer(*survivors[i].get());
    const bool independent = tracer.argument < 0 && argument_names(tracer).empty();
    constant |= independent;
    message.note("  " + line_of(*this, tracer));
    builder_->mark_escaped(tracer.value, independent ? "depends on no argument" : "");
  }
  if (survivors.size() > most_survivors_shown)
    message.note("  and " + std::to_string(survivors.size() - most_survivors_shown) + " more");
  for (const std::string &finding : builder_->check_leaks())
    message.note(finding);
  message.cure("Return the value, `return std::pair{loss, aux}`, or pass the container as a T& argument.");
  if (constant)
    message.cure("A constant that is kept between calls is made with burin::eval_now([&] { return ...; }).");
  throw LeakedTracerError(message.text("leakedtracererror"));
}

} // namespace burin::detail
