// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "frontend/trace/node.h"
#include "runtime/compiler/compiler.h"
#include "runtime/host_functions.h"

#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace burin::detail {

class NestedTraces; // burin/detail/nested_traces.h

/// A function of the host that a program calls, and the number that its operations give it.
struct HeldFunction {
  std::int64_t number;
  std::shared_ptr<const runtime::HostFunction> function;
};

/// A function that has been traced to its end.
struct ClosedTrace {
  std::shared_ptr<runtime::Session> session;
  runtime::Function *function = nullptr;
  std::size_t num_arguments = 0; ///< explicit ones; the captures follow
  std::vector<runtime::TensorType> argument_types;
  std::vector<bool> argument_weak;
  std::vector<Array> captures;
  std::vector<runtime::TensorType> result_types;
  std::vector<bool> result_weak;
  std::vector<int> result_argument;
  std::vector<HeldFunction> host_functions{}; ///< that it calls, and that its callees call
  bool took_in_concrete = false;
  int derivatives = -1; ///< that were to come when it was traced, if that made a difference
  Transform transform = Transform::jit;
  std::string name;
  SourceLine line;
  double trace_ms = 0;
  std::vector<LeafUse> uses{}; ///< of the explicit arguments, where they may be donated
  GivenArguments given{};
  mutable std::mutex in_use; ///< the session serves one thread at a time
};

/// One function under construction and its place among the traces of its thread.
class Trace {
public:
  /// `session` null: the parent's, or a new one.
  Trace(TraceScope::Options options, Trace *parent, std::shared_ptr<runtime::Session> session = nullptr);
  ~Trace();
  Trace(const Trace &) = delete;
  Trace &operator=(const Trace &) = delete;

  NodeRef add_argument(const runtime::TensorType &type, bool weak, std::string_view path);
  /// Records an operation with `num_results` results.
  std::vector<NodeRef> emit(std::string_view name, std::span<Node *const> operands,
                            std::span<const runtime::Attribute> attributes, std::size_t num_results = 1);
  std::vector<NodeRef> emit_call(runtime::CallKind kind, std::span<runtime::Function *const> callees,
                                 std::span<Node *const> operands, std::span<const runtime::Attribute> attributes,
                                 const SourceLine &line, std::size_t num_results);
  /// The same value under another weakness.
  NodeRef alias(Node *node, bool weak);
  NodeRef constant(const runtime::TensorType &type, const void *element);

  /// Host functions live as long as the functions that call them.
  void hold(std::span<const HeldFunction> functions);

  /// The value that stands for `node` in this function: its own tracer, a constant, or a capture. Throws
  /// UnexpectedTracerError for a tracer that is not of this trace or an enclosing one.
  runtime::ValueId value_of(Node *node, std::string_view op);

  /// The same, if it is there already; records nothing.
  std::optional<runtime::ValueId> find(const Node *node) const;

  /// So far: the number of the next one.
  runtime::ValueId num_values() const { return builder_->num_values(); }

  /// Remembers that a concrete array went into the trace, and warns when it is one that is watched.
  void note_concrete(const Concrete &node);
  /// Reading this array of an argument, in place of the argument's tracer, is warned about.
  void watch(const Array &array, std::string_view path);

  /// See derivatives_to_come.
  int derivatives_to_come() const;
  void note_derivatives();

  std::shared_ptr<ClosedTrace> close(std::vector<Array> outputs);

  /// What `value` of `tracer` depends on, for people: names of arguments, here and in enclosing traces.
  std::vector<std::string> argument_names(const Tracer &tracer) const;
  std::string argument_text(int number) const;
  std::size_t num_paths() const { return paths_.size(); }
  const std::string &argument_path(int number) const { return paths_[static_cast<std::size_t>(number)]; }
  std::vector<std::string> origins(const Tracer &tracer, int limit) const;

  bool keeps_values() const { return options_.keep_values && values_suspended_ == 0; }
  TraceControl &control() const { return *control_; }
  Trace *parent() const { return parent_; }
  const std::shared_ptr<runtime::Session> &session() const { return session_; }
  const TraceScope::Options &options() const { return options_; }

  std::shared_ptr<NestedTraces> nested; ///< of an outermost trace; made when it is first needed

  /// While one exists, operations are recorded without being run: the library function around them runs as a whole.
  class SuspendValues {
  public:
    explicit SuspendValues(Trace &trace) : trace_(trace) { ++trace_.values_suspended_; }
    ~SuspendValues() { --trace_.values_suspended_; }

  private:
    Trace &trace_;
  };

private:
  NodeRef wrap(runtime::ValueId value, const SourceLine &line);
  std::vector<NodeRef> wrap_all(runtime::ValueId first, std::size_t count, const SourceLine &line);
  runtime::ValueId capture(Node *node);
  bool encloses(const TraceControl &other) const;
  Trace &outermost();
  bool makes_kept_program() const;
  void warn_if_large(const Node &node);
  void warn_if_watched(const Node &node);
  void throw_if_leaked();
  void end() noexcept;

  const double begun_; ///< in milliseconds
  TraceScope::Options options_;
  Trace *parent_;
  std::shared_ptr<runtime::Session> session_;
  TraceControl *control_;
  std::unique_ptr<runtime::FunctionBuilder> builder_;
  std::vector<std::string> paths_;
  std::vector<runtime::TensorType> argument_types_;
  std::vector<bool> argument_weak_;
  std::vector<Array> captures_;
  std::unordered_map<Node *, runtime::ValueId> captured_;
  struct Watched {
    Array array; ///< so that no other array gets its address
    std::string path;
  };
  std::unordered_map<const Node *, Watched> watched_;
  std::unordered_set<const Node *> warned_;
  std::vector<HeldFunction> host_functions_;
  bool took_in_concrete_ = false, depends_on_derivatives_ = false;
  int values_suspended_ = 0;
};

/// "argument 0: .layers[1].kernel" when the node is an argument of a live user function; empty otherwise.
std::string path_of_argument(Node *node);

/// Errors about tracers; see errors.cpp.
[[noreturn]] void throw_dead_tracer(const Tracer &tracer, std::string_view op, const SourceLine &use);
[[noreturn]] void throw_foreign_tracer(const Tracer &tracer, std::string_view op, const SourceLine &use);
[[noreturn]] void throw_stored_outside(const Tracer &tracer, const void *return_address);

enum class Need : std::uint8_t { boolean, integer, real, elements, operand };
/// `address` is in the user's function, when there is no line.
[[noreturn]] void throw_unknown_value(const Tracer &tracer, Need need, const SourceLine &use, const void *address);
/// The concrete value of a node that is read outside of recording; throws what fits otherwise.
Concrete &require_value(const Array &array, Need need, std::string_view op, const SourceLine &use,
                        const void *address = nullptr);

} // namespace burin::detail
