// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/axes.h"
#include "burin/create.h"
#include "burin/detail/computation.h"
#include "burin/lax/indexing.h"
#include "burin/lax/windows.h"

#include <source_location>
#include <span>
#include <type_traits>
#include <vector>

/// jax.lax's operations that apply a function of one's own to elements. The function is traced once, on scalars of the
/// operands' dtypes, and gives scalars of the same dtypes; it may use what is elementwise, and from outside scalars
/// whose values are known, but no other arrays (UnsupportedError). It should be associative: Burin applies it in
/// row-major order, others may not. Functions that are one of add, mul, min, max, and, or, xor become sum, prod and so
/// on, and have their derivatives. Others have the derivative of a balanced tree of applications in reduce and
/// reduce_window, and none in scatter and scatter_apply (NotDifferentiableError).
namespace burin {
namespace detail {

std::vector<Array> reduce_by(const ComputationSite &site, const TracedFunction &f, std::span<const Array> operands,
                             std::span<const Array> inits, const Axes &axes);
std::vector<Array> reduce_windows_by(const ComputationSite &site, const TracedFunction &f,
                                     std::span<const Array> operands, std::span<const Array> inits,
                                     const lax::WindowOptions &options);
Array scatter_by(const ComputationSite &site, const TracedFunction &f, const Array &operand, const In &indices,
                 const Array &updates, const lax::ScatterDimensions &dimensions, IndexOptions options);
/// An init, or updates: a number takes the operand's dtype.
Array beside(const Array &operand, const In &x);

/// Trees of arrays that are no array themselves.
template <class T>
concept ManyArrays = !std::is_convertible_v<const T &, In>;

template <class T> T like_tree(const T &tree, const std::vector<Array> &leaves, const SourceLine &line) {
  T result(tree);
  fill_leaves(tree_ref(result), empty_leaves(tree_ref(tree)), leaves, line);
  return result;
}

/// reduce_by or reduce_windows_by.
template <class Options>
using ReduceBy = std::vector<Array> (*)(const ComputationSite &, const TracedFunction &, std::span<const Array>,
                                        std::span<const Array>, const Options &);

template <class F, class Options>
Array reduced(std::string_view op, ReduceBy<Options> by, const In &operand, const In &init, const F &f,
              const Options &options) {
  const Array x = operand.array(), start = beside(x, init);
  const ComputationSite site{op, callable_name<F>(), operand.where()};
  return by(site, trace_computation(site, f, x), {&x, 1}, {&start, 1}, options)[0];
}

template <class T, class F, class Options>
T reduced_trees(std::string_view op, ReduceBy<Options> by, const T &operands, const T &inits, const F &f,
                const Options &options, std::source_location where) {
  const ComputationSite site{op, callable_name<F>(), where};
  return like_tree(operands,
                   by(site, trace_computation(site, f, operands), tree::leaves(operands), tree::leaves(inits), options),
                   site.line);
}

} // namespace detail

namespace lax {

/// `f(accumulator, element)` over all elements along the axes, which are removed; `init` is the first accumulator, a
/// scalar. Axes may be negative. ShapeError, DTypeError.
template <class F> Array reduce(const In &operand, const In &init, const F &f, const Axes &axes) {
  return detail::reduced("reduce", detail::reduce_by, operand, init, f, axes);
}

/// The same of several arrays of one shape, together: operands, inits and what f takes and gives are trees of one
/// structure (std::pair{values, indices}).
template <detail::ManyArrays T, class F>
T reduce(const T &operands, const T &inits, const F &f, const Axes &axes,
         std::source_location where = std::source_location::current()) {
  return detail::reduced_trees("reduce", detail::reduce_by, operands, inits, f, axes, where);
}

/// The same over windows. Padding and gaps are elements equal to `init`.
template <class F>
  requires(!std::is_same_v<F, WindowReduction>)
Array reduce_window(const In &operand, const In &init, const F &f, const WindowOptions &options) {
  return detail::reduced("reduce_window", detail::reduce_windows_by, operand, init, f, options);
}

template <detail::ManyArrays T, class F>
T reduce_window(const T &operands, const T &inits, const F &f, const WindowOptions &options,
                std::source_location where = std::source_location::current()) {
  return detail::reduced_trees("reduce_window", detail::reduce_windows_by, operands, inits, f, options, where);
}

/// lax::scatter whose updates are joined with what is there: `f(old, update)`, in row-major order of the updates.
template <class F>
  requires std::is_invocable_v<const F &, const Array &, const Array &>
Array scatter(const In &operand, const In &scatter_indices, const In &updates, const F &f,
              const ScatterDimensions &dimensions, IndexOptions options = {}) {
  const Array x = operand.array();
  const detail::ComputationSite site{"scatter", detail::callable_name<F>(), operand.where()};
  return detail::scatter_by(site, detail::trace_computation(site, f, x), x, scatter_indices, detail::beside(x, updates),
                            dimensions, options);
}

/// `f(element)` of the elements in windows of shape `update_shape` (that of lax::scatter's updates); as often as
/// windows name them.
template <class F>
Array scatter_apply(const In &operand, const In &scatter_indices, const F &f, const ScatterDimensions &dimensions,
                    const Shape &update_shape, IndexOptions options = {}) {
  const Array x = operand.array();
  const detail::ComputationSite site{"scatter_apply", detail::callable_name<F>(), operand.where()};
  const auto alone = [&](const Array &old, const Array &) { return f(old); };
  return detail::scatter_by(site, detail::trace_computation(site, alone, x), x, scatter_indices,
                            zeros(update_shape, x.dtype()), dimensions, options);
}

} // namespace lax
} // namespace burin
