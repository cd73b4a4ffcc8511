// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/associative_scan.h"
#include "burin/detail/branches.h"
#include "burin/detail/fori_loop.h"
#include "burin/detail/map.h"
#include "burin/detail/scan.h"
#include "burin/detail/while_loop.h"
#include "burin/in.h"

#include <cstdint>
#include <optional>
#include <source_location>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace burin::detail {
/// Unknown where an options object was made without braces.
inline SourceLine line_of_options(const std::source_location &where) {
  const std::string_view here = std::source_location::current().file_name();
  return here == where.file_name() ? SourceLine() : SourceLine(where);
}
} // namespace burin::detail

/// Loops and branches of a program, in jax.lax's names. Their functions are always traced, also outside of jit, where
/// each call runs as one program that is cached like that of a jitted function. Carries, rows and results are trees.
/// What a function captures is the same in every step; state that it changes stands behind the options (or is an
/// argument of the branches), arrives as T&, and is written back after the call.
namespace burin::lax {

struct ScanOptions {
  std::optional<std::int64_t> length{}; ///< how many steps; needed where xs holds no array
  bool reverse = false;                 ///< from the last row to the first; results stand at the places of their rows
  std::int64_t unroll = 1;              ///< steps that the compiled loop does at a time
  std::source_location where = std::source_location::current(); ///< for messages
};

struct WhileOptions {
  /// How many copies of the carry the backward pass keeps; steps between them run again. 0: 64 of them.
  std::int64_t checkpoints = 0;
  std::source_location where = std::source_location::current(); ///< for messages
};

struct ForiOptions {
  std::int64_t unroll = 1;      ///< as in ScanOptions, where the bounds are C++ numbers
  std::int64_t checkpoints = 0; ///< as in WhileOptions
};

struct MapOptions {
  std::optional<std::int64_t> batch_size{}; ///< rows that go through vmap at a time
};

struct AssociativeScanOptions {
  bool reverse = false; ///< from the last element to the first
  int axis = 0;
};

/// body(carry, x, state...) -> std::pair{carry, y}, once for each row x of xs along its leading axis; gives
/// std::pair{the last carry, the y's with a leading axis}. xs may be none with {.length = n}, and y none. The carry
/// keeps structure, shapes and dtypes; an initial value of weak type (a C++ number) takes over the dtype that the body
/// gives, as in JAX. Reverse mode keeps for each row what the backward pass of the body reads and cannot compute again
/// at once; of a body that is a checkpoint, only the carry. Errors: TreeError, ShapeError or DTypeError for a carry
/// that changes, ShapeError for leading axes of different sizes or no length, UnsupportedError for unroll < 1.
template <class F, class C, class X, class... S>
auto scan(const F &body, const C &init, const X &xs, ScanOptions options = {}, S &...state) {
  const std::decay_t<F> &callable = body;
  const burin::detail::ControlSite site{burin::detail::Transform::scan, burin::detail::line_of_options(options.where)};
  return burin::detail::scan(site, {options.length, options.reverse, options.unroll, {}}, callable,
                             burin::detail::lift(init), burin::detail::lift(xs), state...);
}

/// body(carry, state...) -> carry, as long as condition(carry) or condition(carry, state...) is true; gives the last
/// carry. The carry is like that of scan. Reverse mode keeps a number of copies of the carry and repeats what lies
/// between them. Under vmap each row has its own end. DTypeError unless the condition is a boolean scalar.
template <class Condition, class Body, class C, class... S>
auto while_loop(const Condition &condition, const Body &body, const C &init, WhileOptions options = {}, S &...state) {
  const std::decay_t<Condition> &tested = condition;
  const std::decay_t<Body> &callable = body;
  const burin::detail::ControlSite site{burin::detail::Transform::while_loop,
                                        burin::detail::line_of_options(options.where)};
  return burin::detail::while_loop(site, {options.checkpoints, {}}, tested, callable, burin::detail::lift(init),
                                   state...);
}

/// body(index, carry, state...) -> carry for index = low, ..., high - 1; gives the last carry. The index has the dtype
/// that both bounds have together. Bounds that are C++ numbers make it a scan, unless checkpoints are asked for; others
/// a while_loop. DTypeError for bounds that are no integer scalars, UnsupportedError for unroll without known bounds.
template <class Body, class C, class... S>
auto fori_loop(const In &low, const In &high, const Body &body, const C &init, ForiOptions options = {}, S &...state) {
  const std::decay_t<Body> &callable = body;
  const burin::detail::ControlSite site{burin::detail::Transform::fori_loop, low.where()};
  return burin::detail::fori_loop(site, {{}, options.unroll, options.checkpoints, {}}, low, high, callable,
                                  burin::detail::lift(init), state...);
}

/// f of each row of xs, one after the other, as rows; with batch_size vmap(f) of so many at a time.
template <class F, class X>
auto map(const F &f, const X &xs, MapOptions options = {},
         std::source_location where = std::source_location::current()) {
  const std::decay_t<F> &callable = f;
  return burin::detail::map({burin::detail::Transform::map, where}, {options.batch_size, {}}, callable, xs);
}

/// Element i along the axis is op of elements 0 to i. op takes two trees like xs, of any extent along the axis, works
/// element by element there, and is associative; it is called about 2 log2(n) times (Blelloch 1990). DTypeError or
/// ShapeError where op changes types.
template <class F, class T>
T associative_scan(const F &op, const T &xs, AssociativeScanOptions options = {},
                   std::source_location where = std::source_location::current()) {
  using Callable = std::decay_t<F>;
  const Callable &callable = op;
  burin::detail::require_const_callable<Callable>();
  const burin::detail::ControlSite site{burin::detail::Transform::associative_scan, where};
  const burin::detail::AssociativeSpec spec{options.reverse, options.axis,
                                            burin::detail::weakness_of({burin::detail::tree_ref(xs)})};
  return burin::detail::run_control(site, burin::detail::AssociativeOf<Callable>{site, &callable}, spec, xs);
}

/// on_true(args...) where pred is true, or a number that is not 0, and on_false(args...) elsewhere; only that one runs,
/// for each row its own under vmap. Both are traced, and their results have one structure and the same types; a result
/// of weak type (a C++ number) takes over the dtype of the other. Numbers among the arguments are arrays where both
/// branches take arrays, and known while tracing elsewhere. A branch with a parameter T& changes that argument.
/// Derivatives are those of the branch that runs. Errors: ShapeError for a predicate that is no scalar; TreeError,
/// ShapeError or DTypeError for results that differ.
template <class T, class F, class... A> auto cond(const In &pred, const T &on_true, const F &on_false, A &&...args) {
  using Branches = burin::detail::BranchTuple<std::decay_t<F>, std::decay_t<T>>;
  const std::decay_t<T> &yes = on_true;
  const std::decay_t<F> &no = on_false;
  burin::detail::require_const_callable<std::decay_t<T>>();
  burin::detail::require_const_callable<std::decay_t<F>>();
  return burin::detail::run_branches({burin::detail::Transform::cond, pred.where()}, Branches{{&no, &yes}},
                                     pred.array(), std::forward<A>(args)...);
}

/// Branch `index` of args..., the first for smaller numbers and the last for greater ones. Like cond otherwise.
/// DTypeError for an index that is no integer, ShapeError for no branches.
template <class... F, class... A> auto switch_(const In &index, const std::tuple<F...> &branches, A &&...args) {
  static_assert(sizeof...(F) > 0, "burin: lax::switch_ needs one branch or more");
  (burin::detail::require_const_callable<F>(), ...);
  const auto list = std::apply(
      [](const auto &...branch) { return burin::detail::BranchTuple<F...>{{std::addressof(branch)...}}; }, branches);
  return burin::detail::run_branches({burin::detail::Transform::switch_, index.where()}, list, index.array(),
                                     std::forward<A>(args)...);
}

/// The same of functions of one type in a container.
template <class Branches, class... A>
  requires(!burin::detail::TupleNode<Branches>)
auto switch_(const In &index, const Branches &branches, A &&...args) {
  burin::detail::require_const_callable<typename Branches::value_type>();
  return burin::detail::run_branches({burin::detail::Transform::switch_, index.where()},
                                     burin::detail::BranchRange<Branches>{&branches}, index.array(),
                                     std::forward<A>(args)...);
}

} // namespace burin::lax
