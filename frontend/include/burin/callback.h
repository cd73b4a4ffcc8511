// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/abstract.h"
#include "burin/detail/callable.h"
#include "burin/tree.h"

#include <cstdint>
#include <functional>
#include <source_location>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace burin {

/// How vmap calls a function of the host, as jax.pure_callback has it.
enum class VmapMethod : std::uint8_t {
  sequential,   ///< once per row
  expand_dims,  ///< once, on arrays with one more leading axis: the rows, or of extent 1 where all rows share the array
  broadcast_all ///< once, on arrays with one more leading axis of all rows
};

struct CallbackOptions {
  VmapMethod vmap_method = VmapMethod::sequential;
};

namespace detail {

/// Type of the only result, and the line of the call.
struct CallbackResult {
  CallbackResult(const ShapeDtype &result, std::source_location where = std::source_location::current())
      : type(result), line(where) {}
  ShapeDtype type;
  SourceLine line;
};

/// A declared result: its place in the tree, and an abstract array, or none.
struct CallbackLeaf {
  std::string path;
  Array like;
};
std::vector<CallbackLeaf> callback_leaves(TreeRef results);

/// From the leaves of the arguments to those of the results, holes included.
using HostBody = std::function<std::vector<Array>(std::span<const Array>)>;

struct HostCallSite {
  HostBody body;
  std::vector<CallbackLeaf> results;
  CallbackOptions options;
  SourceLine line; ///< unknown: where the first abstract result was made
};
/// Gives the results without holes.
std::vector<Array> call_host(HostCallSite site, std::vector<Array> arguments);

template <class A> using CallbackArgument = std::conditional_t<Arithmetic<A>, Array, A>;

std::vector<Array> all_leaves(TreeRef tree);

/// `f` on trees, as a function of their leaves. No array of the arguments is kept.
template <class R, class F, class... A> HostBody host_body(F f, const A &...args) {
  return [f = std::move(f),
          structures = std::tuple<tree::Structure<A>...>(tree::structure(args)...)](std::span<const Array> leaves) {
    const auto take = [&]<class T>(const tree::Structure<T> &structure) {
      const std::span<const Array> own = leaves.first(structure.num_leaves());
      leaves = leaves.subspan(own.size());
      return structure.unflatten(own);
    };
    const auto arguments =
        std::apply([&](const auto &...structure) { return std::tuple<A...>{take(structure)...}; }, structures);
    const R value = std::apply([&](const A &...argument) -> R { return detail::invoke(f, argument...); }, arguments);
    return all_leaves(tree_ref(value));
  };
}

template <class R, class F, class... A>
std::vector<Array> call_host_function(F f, std::vector<CallbackLeaf> results, const CallbackOptions &options,
                                      const SourceLine &line, const A &...args) {
  require_const_callable<F>();
  static_assert(std::is_invocable_r_v<R, const F &, const A &...>,
                "burin: the function given to pure_callback takes the arguments, numbers as Arrays, and gives what was "
                "declared");
  std::vector<Array> arguments;
  (
      [&] {
        for (Array &leaf : tree::leaves(args))
          arguments.push_back(std::move(leaf));
      }(),
      ...);
  return call_host({host_body<R, F, A...>(std::move(f), args...), std::move(results), options, line},
                   std::move(arguments));
}

template <class A>
concept CallbackArray = !std::is_same_v<A, CallbackOptions>;
template <class R>
concept CallbackTree = !std::is_convertible_v<const R &, CallbackResult>;

template <class F, class... A>
Array call_host_for_array(F f, CallbackResult result, const CallbackOptions &options, const A &...args) {
  return call_host_function<Array>(std::move(f), {{"", abstract(result.type)}}, options, result.line,
                                   static_cast<const CallbackArgument<A> &>(args)...)
      .front();
}
template <class F, class R, class... A>
R call_host_for_tree(F f, const R &results, const CallbackOptions &options, const A &...args) {
  return tree::structure(results).unflatten(call_host_function<R>(std::move(f), callback_leaves(tree_ref(results)),
                                                                  options, SourceLine(),
                                                                  static_cast<const CallbackArgument<A> &>(args)...));
}

} // namespace detail

/// A call of C++ code from inside a compiled program: `f(args...)` is given concrete arrays and gives an array of
/// exactly the type of `result`. f has no effects and gives equal results for equal arguments: it may be called more
/// often than it is written, or not at all. It runs on the thread that calls the program. Arguments are arrays, numbers
/// (which arrive as arrays) and trees of arrays. It has no derivative of its own: NotDifferentiableError, unless a
/// custom_jvp or custom_vjp is around it. What f throws passes through to the caller of the program, unchanged; then
/// nothing of the caller's has changed. ShapeError or DTypeError when f gives another type. A program with callbacks
/// updates no state in place and cannot be saved. After jax.pure_callback.
template <class F, detail::CallbackArray... A>
Array pure_callback(F f, detail::CallbackResult result, const A &...args) {
  return detail::call_host_for_array(std::move(f), std::move(result), CallbackOptions(), args...);
}
template <class F, class... A>
Array pure_callback(F f, detail::CallbackResult result, CallbackOptions options, const A &...args) {
  return detail::call_host_for_array(std::move(f), std::move(result), options, args...);
}

/// The same with a tree of results: f gives a tree like `results`, whose arrays say types only, and may be abstract.
template <class F, detail::CallbackTree R, detail::CallbackArray... A>
R pure_callback(F f, const R &results, const A &...args) {
  return detail::call_host_for_tree(std::move(f), results, CallbackOptions(), args...);
}
template <class F, detail::CallbackTree R, class... A>
R pure_callback(F f, const R &results, CallbackOptions options, const A &...args) {
  return detail::call_host_for_tree(std::move(f), results, options, args...);
}

} // namespace burin
