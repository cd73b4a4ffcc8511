// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/array.h"
#include "burin/detail/donation.h"
#include "burin/source_line.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What the transformation templates (jit, grad, checkpoint, ...) are built on: non-template tracing and calling.
namespace burin::runtime {
class Executable; // runtime/executable.h
class Session;    // runtime/compiler/compiler.h
} // namespace burin::runtime

namespace burin::detail {

class Trace;        // frontend/trace/trace.h
struct ClosedTrace; // frontend/trace/trace.h
struct Program;     // frontend/trace/program.h

/// Which transformation traces; names appear in messages ("while tracing f for jit").
enum class Transform : std::uint8_t {
  jit,
  grad,
  value_and_grad,
  vjp,
  jvp,
  linearize,
  jacfwd,
  jacrev,
  check_grads,
  checkpoint,
  custom_vjp,
  custom_jvp,
  vmap,
  scan,
  while_loop,
  fori_loop,
  map,
  associative_scan,
  cond,
  switch_,
  computation,
  library,
  tabulate
};

/// How long a trace and its program took.
struct TraceCost {
  enum class Program : std::uint8_t {
    none,     ///< a part of another function
    ahead,    ///< compiled when it is asked for
    compiled, ///< by this trace
    found,    ///< an equal one had been compiled
  };
  double trace_ms = 0, compile_ms = 0;
  Program program = Program::none;
};

/// A closed traced function: its place in a session, and the values from outside that its body took in.
class TracedFunction {
public:
  TracedFunction() = default;
  explicit TracedFunction(std::shared_ptr<ClosedTrace> closed) : closed_(std::move(closed)) {}
  explicit operator bool() const { return closed_ != nullptr; }
  /// Which results may depend on the marked explicit arguments.
  std::vector<bool> dependent_results(std::vector<bool> arguments) const;
  /// Arrays of enclosing traces, or concrete ones, that became extra arguments behind the explicit ones.
  const std::vector<Array> &captures() const;
  std::size_t num_arguments() const; ///< explicit ones
  std::size_t num_results() const;
  ShapeDtype result_type(std::size_t i) const;
  bool result_weak(std::size_t i) const;
  /// True when the result depends on no argument and no operation: the i-th result is argument `result_argument(i)`, or
  /// -1.
  int result_argument(std::size_t i) const;
  /// True when the body took in an array (a scalar included) that was made outside of the trace.
  bool took_in_concrete() const;
  /// True when a trace of the same function that begins now would record no more: see derivatives_to_come.
  bool serves_derivatives() const;
  /// True when a capture is a tracer of an enclosing trace: such a function must not outlive that trace (no caching).
  bool captures_tracers() const;
  TraceCost cost() const;
  /// What becomes of each array of the arguments, and which arguments calls are expected to give up: what it is
  /// compiled for.
  void foresee(std::vector<LeafUse> uses, const GivenArguments &given);
  ClosedTrace &closed() const { return *closed_; }

private:
  std::shared_ptr<ClosedTrace> closed_;
};

/// One trace, from begin to close. Everything recorded on this thread while it is the innermost scope goes into it.
/// Destroyed without close (an exception of the user's function): the trace is abandoned, nothing is reported.
class TraceScope {
public:
  struct Options {
    Transform transform = Transform::jit;
    std::string function;     ///< for messages: "train_step", or "lambda"
    SourceLine line;          ///< of the transformation or call, in the user's code
    bool keep_values = false; ///< operations run at once and are recorded (grad, vjp and jvp outside jit)
    std::vector<std::string> argument_names; ///< user's names of the call's arguments, may be empty
    std::string part{}; ///< what is traced, where that is not the whole function: "the body of lax::scan"
    int orders = 1;     ///< how often a transformation that differentiates does so
  };
  explicit TraceScope(Options options);
  /// Outside of all traces: in the session of a function, so that it can be called.
  TraceScope(Options options, const TracedFunction &called);
  /// Outside of all traces: in a session of the caller's.
  TraceScope(Options options, std::shared_ptr<runtime::Session> session);
  ~TraceScope();
  TraceScope(const TraceScope &) = delete;
  TraceScope &operator=(const TraceScope &) = delete;

  /// A new argument with the shape, dtype and weakness of `like`, and its value when values are kept.
  Array argument(const Array &like, std::string_view path);
  /// The same of a type alone (ahead-of-time tracing). All arguments come before the first operation.
  Array argument(const ShapeDtype &type, std::string_view path);

  /// Reading this trained array of a module behind the back of its argument is warned about.
  void watch(const Array &array, std::string_view path);

  /// The value of an argument that was made of a type alone, where values are kept.
  void give_value(const Array &argument, const Array &value);

  /// Ends the trace. Outputs may be tracers of this trace, concrete, or tracers of enclosing traces. Throws
  /// LeakedTracerError when tracers of this trace survive outside `outputs`; then the trace counts as abandoned. The
  /// enclosing trace is the innermost one again when it returns.
  TracedFunction close(std::vector<Array> outputs);

private:
  std::unique_ptr<Trace> trace_;
};

/// True when operations of this thread are being recorded.
bool tracing() noexcept;
/// True when the innermost trace keeps values, or when there is none: C++ may branch on arrays.
bool values_known() noexcept;

/// How many derivatives may be taken of what is recorded now: one per enclosing trace that differentiates, and one less
/// in the rules of a function, which are what differentiating it uses up. What is recorded depends on it from now on.
int derivatives_to_come() noexcept;

/// The fixed program of a closed trace, for calls with concrete arrays only.
class CompiledFunction {
public:
  CompiledFunction() = default;
  explicit CompiledFunction(const TracedFunction &function);
  explicit operator bool() const { return program_ != nullptr; }
  /// `leaves`: concrete arguments in order (captures are added by this object). Writes one new concrete array per
  /// result, in the memory of an argument where that is given up and nobody else holds it.
  void operator()(std::span<const Array *const> leaves, std::span<Array> results,
                  const GivenArguments &given = {}) const;
  /// What the call costs and needs; runtime/executable.h.
  const runtime::Executable &executable() const;
  /// Of the trace that it was compiled from.
  const TraceCost &cost() const;

private:
  std::shared_ptr<const Program> program_;
};

/// Text of the program after a stage of the compiler: "traced", "vjp", ..., "asm"; "saved" can be read back.
std::string program_text(const TracedFunction &function, std::string_view stage);

/// Calls in the current trace, or compiled and run at once when there is none. The attribute `wrt` is used by vjp and
/// jvp. Kinds, operand order and results: runtime::CallKind. Captures of each callee are appended by these functions.
std::vector<Array> call(const TracedFunction &function, std::span<const Array> arguments, SourceLine line);
std::vector<Array> call_checkpoint(const TracedFunction &function, std::string_view policy,
                                   std::span<const Array> arguments, SourceLine line);
std::vector<Array> call_custom_vjp(const TracedFunction &primal, const TracedFunction &fwd, const TracedFunction &bwd,
                                   std::span<const Array> arguments, SourceLine line);
std::vector<Array> call_custom_jvp(const TracedFunction &primal, const TracedFunction &rule,
                                   std::span<const Array> arguments, SourceLine line);
/// Results (function's results..., cotangents of wrt...); one cotangent per floating result, none for zero.
std::vector<Array> call_vjp(const TracedFunction &function, std::span<const std::int64_t> wrt,
                            std::span<const Array> arguments, std::span<const Array> cotangents, SourceLine line);
std::vector<Array> call_jvp(const TracedFunction &function, std::span<const std::int64_t> wrt,
                            std::span<const Array> arguments, std::span<const Array> tangents, SourceLine line);

/// Axes of the rows of a vmapped call; -1: all rows share the array.
struct RowAxes {
  std::int64_t size = 0;
  std::vector<std::int64_t> in, out;
};
std::vector<Array> call_vmap(const TracedFunction &function, const RowAxes &axes, std::span<const Array> arguments,
                             SourceLine line);

/// What templates may do with an array behind the user's back.
struct ArrayAccess {
  static Node *node(const Array &a);
  static Array wrap(NodeRef node); ///< born in the current trace
  /// Replaces without the birth check (write-back, unflattening) and stamps with the current trace.
  static void set(Array &target, const Array &value);
  /// Throws what `target = value` would throw, and assigns nothing.
  static void check_store(const Array &target, const Array &value);
  static bool is_tracer(const Array &a);
  static bool is_concrete(const Array &a); ///< not none, not a tracer, not donated
  static bool weak(const Array &a);
  static bool same_node(const Array &a, const Array &b);
  /// 64-bit digest input for cache keys: dtype and shape (weakness is not part of keys).
  static void append_type(const Array &a, std::vector<std::uint64_t> &key);
};

/// The user's line for everything recorded in this scope; the outermost wins. UserCode resets it around callbacks.
class UserLine {
public:
  explicit UserLine(const SourceLine &line);
  ~UserLine();

private:
  const SourceLine *previous_;
  SourceLine line_;
  bool owner_;
};
class UserCode {
public:
  UserCode();
  ~UserCode();

private:
  const SourceLine *previous_;
};

/// Suspends recording on this thread (eval_now).
class NoTrace {
public:
  NoTrace();
  ~NoTrace();

private:
  Trace *previous_;
};

} // namespace burin::detail
