// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/source_line.h"
#include "runtime/executable.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// The narrow interface between what users link (libburin.so) and the compiler that the first operation loads
/// (libburin_compiler.so). Every function may throw burin::Error; nothing else crosses.
namespace burin::runtime {

/// Number of an SSA value within its function.
using ValueId = std::uint32_t;

/// One attribute of an operation; the name is the one in the operation's .td record.
struct Attribute {
  std::string_view name;
  std::variant<bool, std::int64_t, double, DType, std::string_view, std::span<const std::int64_t>,
               std::span<const TensorType>>
      value;
};

/// A closed function of a session. Owned by the session.
class Function {
public:
  virtual ~Function() = default;
  virtual std::string_view name() const = 0;
  virtual const std::vector<TensorType> &arguments() const = 0;
  virtual const std::vector<TensorType> &results() const = 0;
};

/// How one function stands in another's body. vjp, jvp and vmap have one more attribute, transformation: what the user
/// calls it ("value_and_grad"), for messages.
enum class CallKind {
  call,       ///< callees {f}; operands f's arguments; results f's results
  checkpoint, ///< as call; attribute policy: what the backward pass may keep
  custom_vjp, ///< callees {primal, fwd, bwd}; operands as emit_call says; results the primal's
  custom_jvp, ///< callees {primal, rule}; operands as emit_call says; results the primal's
  vjp,        ///< callees {f}, attribute wrt: argument numbers; operands (f's arguments, one cotangent per floating
              ///< result of f); results (f's results, one cotangent per entry of wrt)
  jvp,        ///< callees {f}, attribute wrt; operands (f's arguments, one tangent per entry of wrt); results
              ///< (f's results, one tangent per floating result)
  vmap,       ///< callees {f}, attributes axis_size, in_axes, out_axes (one entry per argument or result: the axis of
              ///< extent axis_size that operand or result has beside f's, or -1: none); results f's, for all rows
  while_loop, ///< callees {cond, body}, attributes operand_counts {carry, captures of cond, captures of body} and
              ///< checkpoints (carries that reverse mode keeps; 0: the default); cond (carry, captures) -> bool[], body
              ///< (carry, captures) -> carry; results the carry
  scan, ///< callees {body}, attributes operand_counts {carry, xs, captures}, length, reverse, unroll; body (carry,
        ///< a row of each x, captures) -> (carry, a row of each y); results (carry, ys)
  conditional, ///< callees: the branches; attribute operand_counts {operands, captures of branch 0, ...}; operands
               ///< (index i32[], operands, captures of branch 0, ...); branch (operands, its captures) -> results
  apply,       ///< callees: computations on scalars, without captures; attribute operation: which one of the dialect
               ///< applies them; operands, other attributes and results are that one's
};

/// One function under construction: a trace.
class FunctionBuilder {
public:
  virtual ~FunctionBuilder() = default;

  /// `path` names the leaf for messages and for people who read the IR: "argument 0: .layers[1].kernel".
  virtual ValueId add_argument(const TensorType &type, std::string_view path, const SourceLine &line) = 0;

  /// A splat constant (scalar or broadcast to the type's shape); `value` points to one element of the dtype.
  virtual ValueId constant(const TensorType &type, const void *value, const SourceLine &line) = 0;

  /// Records `name` (without the dialect's prefix: "add") and infers its result types. Throws ShapeError, DTypeError or
  /// UnsupportedError in the user's words where the operation's constraints are violated. Returns the first result;
  /// further results are numbered consecutively.
  virtual ValueId emit(std::string_view name, std::span<const ValueId> operands, std::span<const Attribute> attributes,
                       const SourceLine &line) = 0;

  /// Records a call. For custom_vjp the operands are (primal's, i.e. arguments then captures of the primal, then
  /// captures of fwd, then captures of bwd); attribute operand_counts gives {arguments, primal captures, fwd captures,
  /// bwd captures}. fwd takes (arguments, fwd captures) and gives (primal's results, residuals); bwd takes (residuals,
  /// cotangents of the floating results, bwd captures) and gives one cotangent per floating argument. For custom_jvp
  /// they are arguments, captures of the primal, captures of rule, and so is operand_counts; rule takes (arguments,
  /// tangents of the floating ones, its captures) and gives (primal's results, tangents of the floating ones).
  virtual ValueId emit_call(CallKind kind, std::span<Function *const> callees, std::span<const ValueId> operands,
                            std::span<const Attribute> attributes, const SourceLine &line) = 0;

  /// So far: the number of the next one.
  virtual ValueId num_values() const = 0;
  virtual const TensorType &type(ValueId value) const = 0;
  virtual SourceLine line(ValueId value) const = 0;

  /// Up to `limit` operations that lead to the value, nearest first: "add f32[4] from model.cpp:12".
  virtual std::vector<std::string> origins(ValueId value, int limit) const = 0;
  /// Numbers of the arguments that the value depends on.
  virtual std::vector<int> argument_dependence(ValueId value) const = 0;

  /// Marks a value whose tracer outlived the trace; the leak check reports it.
  virtual void mark_escaped(ValueId value, std::string_view note) = 0;

  /// Runs the leak check on what was marked; one text per escaped value (empty: no leak).
  virtual std::vector<std::string> check_leaks() = 0;

  /// Ends the function. Throws on nothing that emit has accepted.
  virtual Function *close(std::span<const ValueId> results) = 0;
};

/// What compiling gave.
struct Compilation {
  std::shared_ptr<const Executable> executable;
  bool found = false; ///< an equal program had been compiled before
  /// Numbers that host functions had in the trace, by those that they have in the executable.
  std::vector<std::int64_t> host_functions{};
};

/// An array that a derivative keeps from its forward part for its backward part.
struct SavedValue {
  TensorType type;
  std::string why;  ///< "from argument 0: .kernel", "output of sin", "named 'scores'"
  std::string line; ///< "model.cpp:12" of what computes it, or empty
};

/// A part of a function as a function of its own.
struct Outline {
  Function *function = nullptr;
  std::vector<ValueId> arguments; ///< by their numbers in the function that it is a part of
  std::size_t num_results = 0;    ///< that were asked for; behind them is what else the part gives to the rest
};

/// One context and module: all functions of an outermost trace and of the traces nested in it. Used by one thread at a
/// time.
class Session {
public:
  virtual ~Session() = default;
  virtual std::unique_ptr<FunctionBuilder> begin_function(std::string_view name, const SourceLine &line) = 0;

  /// Compiles a copy of `entry` and all it calls; the session stays usable. Equal programs compile once per process.
  /// `donors`: arguments that calls will donate, with the result that replaces each, if it is known.
  virtual Compilation compile(Function &entry, std::span<const Donation> donors) = 0;

  /// Arithmetic of the program, without compiling it. Throws what a stage before fusion refuses.
  virtual ProgramCost cost(Function &entry) = 0;

  /// The same of the operations as they were recorded: derivatives are expanded and calls resolved, nothing is
  /// simplified. NotDifferentiableError and UnsupportedError as by compile, without warnings.
  virtual ProgramCost recorded_cost(Function &entry) = 0;

  /// The operations of a closed function of this session that gave its values from `first` to before `last`. Its
  /// arguments are what they read from outside, its results those of `results` that are among these values or its
  /// arguments.
  virtual Outline outline(Function &function, ValueId first, ValueId last, std::span<const ValueId> results) = 0;

  /// What the backward part reads of the forward part; of the explicit arguments, `cotangents` from `first_cotangent`
  /// on are cotangents, and the results are cotangents of the others.
  virtual std::vector<SavedValue> saved_values(Function &entry, std::size_t first_cotangent,
                                               std::size_t cotangents) = 0;

  /// Which results may depend on the marked arguments.
  virtual std::vector<bool> dependent_results(Function &function, const std::vector<bool> &arguments) = 0;

  /// Text of `entry` and its callees after a stage: "traced", "vjp", "remat", "clean", "fused", "planned", "llvm",
  /// "asm"; "saved" is the traced program in the form that parse() reads.
  virtual std::string text(Function &entry, std::string_view stage) = 0;

  /// The program after a stage up to "planned" as a Graphviz digraph.
  virtual std::string graph(Function &entry, std::string_view stage) = 0;

  /// Runs passes (comma-separated names of passes/Passes.td) on a copy of the program and gives its text.
  virtual std::string run_passes(Function &entry, std::string_view passes) = 0;

  /// A copy of another session's function and of all that it calls. The other session is not used meanwhile.
  virtual Function *adopt(Session &other, Function &function) = 0;

  /// Parses a saved trace (format: docs/architecture.md); IoError with file:line:column for bad text.
  virtual Function *parse(std::string_view text, std::string_view file_name) = 0;
};

class Compiler {
public:
  virtual ~Compiler() = default;
  virtual std::unique_ptr<Session> begin_session() = 0;

  /// "file.cpp:12" of a return address in this process, for messages; empty when there is no line table.
  virtual std::string symbolize(const void *address) { return {}; }
};

/// The process's compiler; the first call loads libburin_compiler.so. Thread-safe. Throws CompileError naming the path
/// looked at when the library cannot be opened.
Compiler &compiler();

/// True once compiler() has loaded the library: a program that runs no operation never does.
bool compiler_loaded();

} // namespace burin::runtime
