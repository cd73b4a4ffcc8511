// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/arguments.h"
#include "burin/detail/trace_scope.h"
#include "burin/detail/traced_call.h"

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace burin {

/// Axes of arguments or results of vmap: an axis, none, or a list of these by position.
class VmapAxes {
public:
  enum class Kind : std::uint8_t { axis, shared, list };

  VmapAxes(int axis = 0) : kind_(Kind::axis), axis_(axis) {}
  VmapAxes(None) : kind_(Kind::shared), axis_(0) {}
  VmapAxes(std::initializer_list<VmapAxes> entries) : kind_(Kind::list), axis_(0), entries_(entries) {}
  explicit VmapAxes(std::vector<VmapAxes> entries) : kind_(Kind::list), axis_(0), entries_(std::move(entries)) {}

  Kind kind() const { return kind_; }
  int axis() const { return axis_; }
  const std::vector<VmapAxes> &entries() const { return entries_; }

private:
  Kind kind_;
  int axis_;
  std::vector<VmapAxes> entries_;
};

/// As it is written: "{0, none}".
std::string text_of(const VmapAxes &axes);

namespace detail {

/// What a trace says about results and state, without its types. `states` may be corrected.
struct TracePlanRef {
  TreeRef result;
  std::span<const Source> result_sources;
  std::vector<StateChange> &states;
  std::uint64_t &changed;
  std::uint64_t writable;
};

/// The arrays of a vmapped call's arguments, and their axes.
class Rows {
public:
  Rows(const VmapAxes &in_axes, std::int64_t axis_size, std::size_t arguments, const SourceLine &line);

  void add(int argument, TreeRef tree);
  /// All arguments are known: agrees on the number of rows, and splits keys.
  void settle();
  /// Replaces the arrays of a copied argument by abstract ones of the types of their rows.
  void make_rows(int argument, TreeRef copy) const;
  /// Runs the traced function for all rows; gives its outputs, and corrects the plan's states.
  std::vector<Array> call(const TracedFunction &function, TracePlanRef &plan, const VmapAxes &out_axes) const;
  /// The arrays that the caller gave.
  std::vector<const Array *> pointers() const;

  struct Leaf {
    /// Streams of nn::Rngs whose key all rows share are split.
    enum class Part : std::uint8_t { plain, split_key, split_count };
    Array array;  ///< the caller's
    Array mapped; ///< what goes into the call
    int argument;
    int number;        ///< among the leaves of the argument, holes counted
    std::int64_t axis; ///< of the rows; -1: shared
    std::string path;
    Part part = Part::plain;
  };

private:
  std::int64_t agreed_size() const;
  void split_streams();
  std::int64_t state_axis(int argument, const StateChange &change, int leaf) const;
  void place_states(const TracedFunction &function, const TracePlanRef &plan, const std::vector<bool> &dependent,
                    std::vector<std::int64_t> &axes) const;
  [[noreturn]] void refuse_shared_state(int argument, int leaf, const ShapeDtype &type) const;
  void take_out_streams(TracePlanRef &plan, std::vector<Array> &outputs) const;
  const Leaf *find(int argument, int number) const;

  const VmapAxes &in_axes_;
  std::int64_t size_;
  SourceLine line_;
  std::vector<Leaf> leaves_;
};

TraceRequest vmap_request(std::string_view function, const SourceLine &line);

template <class A> constexpr auto vmap_argument_type() {
  if constexpr (TextArray<A>)
    return std::type_identity<TextArgument<A>>();
  else if constexpr (Arithmetic<Value<A>>)
    return std::type_identity<KnownArgument<A, Value<A>, std::is_lvalue_reference_v<A>>>();
  else
    return std::type_identity<TreeArgument<A>>();
}
template <class A> using VmapArgument = typename decltype(vmap_argument_type<A>())::type;

/// An argument whose copy inside of the trace holds one row.
template <class G> struct RowArgument : G {
  RowArgument(const G &whole, const Rows &rows, int number) : G(whole), rows_(&rows), number_(number) {}
  typename G::Stored copy() const {
    typename G::Stored row = G::copy();
    if constexpr (G::traced)
      rows_->make_rows(number_, tree_ref(row));
    return row;
  }

private:
  const Rows *rows_;
  int number_;
};

} // namespace detail
} // namespace burin
