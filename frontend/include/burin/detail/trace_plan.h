// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/call_key.h"
#include "burin/detail/donation.h"
#include "burin/detail/trace_scope.h"
#include "burin/detail/visit.h"

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

/// Where the arrays of results and of changed state come from: outputs of the program, or arrays of the
/// arguments.
namespace burin::detail {

/// Output number, or -1 - k for array k of the arguments.
using Source = int;
inline constexpr Source no_source = std::numeric_limits<int>::min(); ///< the leaf is none

struct Sources {
  std::span<const Array> outputs;
  std::span<const Array *const> arguments;
  const Array &operator[](Source s) const { return s >= 0 ? outputs[s] : *arguments[-1 - s]; }
};

struct LeafSource {
  int leaf; ///< number among the leaves of the argument, holes counted
  Source source;
};

/// What a function did to one argument.
struct StateChange {
  int argument;
  bool whole; ///< structure or metadata changed: the object is replaced first
  std::vector<LeafSource> leaves;
};

class OutputCollector;

/// The tracers that stand for the arguments in one trace.
class ArgumentTracers {
public:
  explicit ArgumentTracers(TraceScope &scope) : scope_(scope) {}

  /// Replaces the arrays of a copied argument by tracers. `traced` false: the argument has none.
  void enter(int argument, TreeRef copy);
  /// Finds what the function changed; adds it to `states` when the argument is a variable of the caller.
  void leave(int argument, bool writable, TreeRef copy, OutputCollector &collect, std::vector<StateChange> &states);

  std::uint64_t changed() const { return changed_; }
  /// What becomes of each array of the arguments, when all results have been taken.
  std::vector<LeafUse> uses(std::span<const Source> results, const std::vector<StateChange> &states) const;
  /// -1 when the array is no argument.
  int find(const Array &leaf) const;

private:
  struct Argument {
    int argument;
    StoredKey structure;
    std::vector<int> leaves; ///< number of each leaf's tracer, or -1 for a hole
  };
  friend class OutputCollector;
  TraceScope &scope_;
  std::vector<Array> tracers_;
  std::vector<LeafUse> uses_; ///< by tracer
  std::vector<Argument> arguments_;
  std::uint64_t changed_ = 0;
};

/// Which results a transformation insists on as outputs of the trace; others may be forwarded from arguments.
enum class Forwarding : std::uint8_t { all, not_first, none };

/// Collects the outputs of a trace and empties the trees they stand in.
class OutputCollector {
public:
  OutputCollector(const ArgumentTracers &tracers, std::vector<Array> &outputs, Forwarding forwarding)
      : tracers_(tracers), outputs_(outputs), forwarding_(forwarding) {}
  Source take(Array &leaf);
  /// One source per leaf of the tree, holes included.
  std::vector<Source> take_all(TreeRef tree);

private:
  const ArgumentTracers &tracers_;
  std::vector<Array> &outputs_;
  Forwarding forwarding_;
};

bool replaces(const std::vector<StateChange> &states, int argument);

/// Fills the leaves of a result, in order.
class SetLeaves final : public TreeVisitor {
public:
  SetLeaves(const Sources &sources, std::span<const Source> plan) : sources_(sources), plan_(plan) {}
  void leaf(Array &array, LeafKind) override;

private:
  const Sources &sources_;
  std::span<const Source> plan_;
  std::size_t next_ = 0;
};

/// Writes changed state back: everything is checked before anything is written.
class StateWriter {
public:
  StateWriter(std::span<const StateChange> states, const Sources &sources);
  void check(int argument, TreeRef target) const;
  bool replaces(int argument) const;
  void write(int argument, TreeRef target) const;

private:
  const StateChange *change(int argument) const;
  const Array &value(const LeafSource &leaf) const;
  std::span<const StateChange> states_;
  const Sources &sources_;
  std::vector<std::pair<Source, Array>>
      forwarded_; ///< may lie in the objects that are overwritten, so they are copied first
};

/// Where an argument lies in memory; bytes 0 for temporaries and numbers.
struct Extent {
  const void *begin = nullptr;
  std::size_t bytes = 0;
};
/// TreeError when an argument of the mask `changed` is, holds, or lies in another argument.
void check_overlap(std::string_view op, std::span<const Extent> extents, std::uint64_t changed,
                   const std::vector<std::string> &names, const SourceLine &line);

[[noreturn]] void refuse_unassignable(std::string_view op, int argument, const std::vector<std::string> &names,
                                      const SourceLine &line);
/// UnexpectedTracerError for a tracer whose trace has ended, where concrete arrays are needed.
void require_concrete(std::span<const Array *const> leaves);

} // namespace burin::detail
