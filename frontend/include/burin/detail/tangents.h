// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/derivative.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

/// What jvp and linearize share: tangents of arguments in, tangents of the result out.
namespace burin::detail {

/// Checks tangents against the arguments; what has none is not differentiated.
class TangentLeaves {
public:
  TangentLeaves(std::string_view op, const SourceLine &line) : op_(op), line_(line) {}

  /// TreeError where structure, shape or dtype is another one; DTypeError for the tangent of what is not floating.
  void take(int argument, TreeRef primal, TreeRef tangent);
  /// No tangents at all.
  void take_zero(TreeRef primal);

  std::vector<Array> leaves;
  std::vector<std::int64_t> wrt;
  std::vector<Array> tangents; ///< by entry of wrt
  std::vector<const Array *> pointers() const;

private:
  Array checked(const std::string &path, const Array &primal, const Array &tangent) const;
  std::string_view op_;
  SourceLine line_;
};

/// Fills a tree like the function's result: tangents where it is floating, holes elsewhere. `results` are call_jvp's.
void set_tangents(TreeRef tree, const TracedFunction &function, std::span<const Source> sources,
                  std::span<const Array> results);

template <class G, class T> void take_tangent(TangentLeaves &leaves, int argument, const G &primal, const T &tangent) {
  if constexpr (!G::traced)
    return;
  else if constexpr (std::is_same_v<T, None>)
    leaves.take_zero(primal.tree());
  else if constexpr (Arithmetic<T>)
    leaves.take(argument, primal.tree(), tree_ref(Array(tangent)));
  else
    leaves.take(argument, primal.tree(), tree_ref(tangent));
}

/// The elements of std::make_tuple(...) or std::tie(...), or the one argument itself.
template <class T> struct AsTuple {
  static auto of(T &&one) { return std::tuple<T &&>(std::forward<T>(one)); }
};
template <class T>
  requires(TupleNode<std::remove_cvref_t<T>> && !ArrayLeaf<std::remove_cvref_t<T>>)
struct AsTuple<T> {
  static auto of(T &&all) {
    return std::apply(
        [](auto &&...each) { return std::tuple<decltype(each)...>(std::forward<decltype(each)>(each)...); },
        std::forward<T>(all));
  }
};

} // namespace burin::detail
