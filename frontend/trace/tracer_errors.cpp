// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/trace/abstract.h"
#include "frontend/trace/donation.h"
#include "frontend/trace/message.h"
#include "frontend/trace/place.h"
#include "frontend/trace/trace.h"

#include "burin/errors.h"

namespace burin::detail {
namespace {

std::string made_at(const Tracer &tracer) { return "the value was made at " + text_of(tracer.line); }

std::string joined(const std::vector<std::string> &names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0)
      text += names.size() == 2 ? " and " : i + 1 == names.size() ? ", and " : ", ";
    text += names[i];
  }
  return text;
}

/// "1" of the first argument that the value depends on; the placeholder of the documentation when there is none.
std::string static_index(const Trace &trace, const Tracer &tracer) {
  for (std::size_t i = 0; i < trace.num_paths(); ++i) {
    const std::string &path = trace.argument_path(static_cast<int>(i));
    const std::string text = trace.argument_text(static_cast<int>(i));
    for (const std::string &name : trace.argument_names(tracer))
      if (name == text && path.starts_with("argument "))
        return path.substr(9, path.find_first_not_of("0123456789", 9) - 9);
  }
  return "N";
}

struct Wording {
  const char *op, *problem, *anchor;
};

constexpr Wording wording_of(Need need) {
  switch (need) {
  case Need::boolean:
    return {"bool", "a C++ condition needs the value of a traced array of type ", "boolconversionerror"};
  case Need::integer: return {"int", "a C++ integer is wanted from a traced array of type ", "integerconversionerror"};
  case Need::real: return {"float", "a C++ number is wanted from a traced array of type ", "concretizationerror"};
  case Need::elements: return {"read", "the elements are wanted of a traced array of type ", "arrayconversionerror"};
  case Need::operand:
    return {"eval_now", "an operation that is not recorded needs the value of a traced array of type ",
            "concretizationerror"};
  }
  return {};
}

/// What the value comes from: arguments by name, otherwise up to five operations.
void describe_origin(Message &message, const Trace &trace, const Tracer &tracer) {
  if (const auto names = trace.argument_names(tracer); !names.empty()) {
    message.note("It depends on the value of " + joined(names) + ".");
    return;
  }
  message.note("It became a tracer due to operations on these lines:");
  const std::vector<std::string> origins = trace.origins(tracer, 6);
  for (std::size_t i = 0; i < origins.size() && i < 5; ++i)
    message.note("  " + origins[i]);
  if (origins.size() > 5)
    message.note("  (Additional originating lines are not shown.)");
}

void add_cures(Message &message, const Trace &trace, const Tracer &tracer, Need need) {
  const Transform by = trace.control().transform;
  const bool independent = trace.argument_names(tracer).empty();
  if (independent)
    message.cure("A constant is computed while tracing with burin::eval_now([&] { return ...; }).");
  else if (by == Transform::jit || by == Transform::checkpoint)
    message.cure("Mark the argument static: " + std::string(name_of(by)) + "(f, {.static_argnums = {" +
                 static_index(trace, tracer) + "}}), or give the parameter the type Static<T>.");
  if (need == Need::boolean)
    message.cure("Or choose with where(condition, a, b), which is traced.");
  else if (!independent)
    message.cure("Or use the array itself, or return it and read it after the call.");
}

template <class E> [[noreturn]] void raise(const Message &message, const char *anchor) {
  throw E(message.text(anchor));
}

} // namespace

void throw_unknown_value(const Tracer &tracer, Need need, const SourceLine &use, const void *address) {
  const Wording wording = wording_of(need);
  Message message(wording.op, wording.problem + type_text(tracer.dtype, tracer.shape));
  message.expected("a value that is known now",
                   "a value of " + tracer.control->describe() + ", which is only known when the program runs");
  if (const Trace *trace = tracer.control->trace.load(std::memory_order_acquire))
    describe_origin(message, *trace, tracer);
  message.note(made_at(tracer));
  if (use.known() || !address)
    message.at(use);
  else if (std::string place = place_of(address); !place.empty())
    message.note("at " + place);
  if (const Trace *trace = tracer.control->trace.load(std::memory_order_acquire))
    add_cures(message, *trace, tracer, need);
  switch (need) {
  case Need::boolean: raise<BoolConversionError>(message, wording.anchor);
  case Need::integer: raise<IntegerConversionError>(message, wording.anchor);
  case Need::elements: raise<ArrayConversionError>(message, wording.anchor);
  default: raise<ConcretizationError>(message, wording.anchor);
  }
}

void throw_dead_tracer(const Tracer &tracer, std::string_view op, const SourceLine &use) {
  if (is_abstract(tracer))
    throw_abstract(tracer, op, use);
  throw UnexpectedTracerError(
      Message(op, "an operand of type " + type_text(tracer.dtype, tracer.shape) + " belongs to a trace that has ended")
          .expected("a live value", "a tracer that escaped from " + tracer.control->describe())
          .note(made_at(tracer))
          .at(use)
          .cure("Return the value from that function, or pass the variable that holds it as a T& argument.")
          .cure("A constant that is kept between calls is made with burin::eval_now([&] { return ...; }).")
          .text("unexpectedtracererror"));
}

void throw_foreign_tracer(const Tracer &tracer, std::string_view op, const SourceLine &use) {
  throw UnexpectedTracerError(
      Message(op, "an operand of type " + type_text(tracer.dtype, tracer.shape) +
                      " belongs to a trace that does not enclose this one")
          .expected("a value of this trace or of an enclosing one", "a tracer of " + tracer.control->describe())
          .note(made_at(tracer))
          .at(use)
          .cure("A traced function works on one thread: worker threads inside it are not supported.")
          .text("unexpectedtracererror"));
}

void throw_stored_outside(const Tracer &tracer, const void *return_address) {
  Message message("assign", "a traced value of type " + type_text(tracer.dtype, tracer.shape) +
                                " is stored in a variable that was made outside of its trace");
  message.expected("a variable of the traced function", "one that outlives " + tracer.control->describe());
  // Inside a library function the return address is the library's; the user's line is known.
  if (const SourceLine line = user_line(); line.known())
    message.note("stored at " + text_of(line));
  else if (const std::string place = place_of(return_address); !place.empty())
    message.note("stored at " + place);
  message.note(made_at(tracer));
  message.cure(
      "Return it, `return std::pair{loss, aux}`, or pass the variable as a T& argument of the traced function.");
  message.cure(
      "A constant that is kept between calls is made with burin::eval_now([&] { return ...; }); worker threads "
      "inside a traced function are not supported.");
  throw TraceContextError(message.text("tracecontexterror"));
}

Concrete &require_value(const Array &array, Need need, std::string_view op, const SourceLine &use,
                        const void *address) {
  Node *node = ArrayAccess::node(array);
  if (!node)
    throw Error(Message(op, "the array is none").at(use).cure("Give it a value first.").text("error"));
  if (Concrete *value = known_value(node))
    return *value;
  if (!node->is_tracer)
    throw_donated(as_concrete(*node), op, use);
  const Tracer &tracer = as_tracer(*node);
  if (!tracer.control->trace.load(std::memory_order_acquire))
    throw_dead_tracer(tracer, op, use);
  throw_unknown_value(tracer, need, use, address);
}

} // namespace burin::detail
