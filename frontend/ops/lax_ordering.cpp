// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/lax/ordering.h"
#include "frontend/ops/composed.h"
#include "frontend/ops/faults.h"
#include "frontend/ops/ordering.h"

#include <string>

namespace burin {
namespace {

using detail::composed;
using detail::Ints;
using detail::Key;
using detail::normalize_axis;
using detail::record;

constexpr std::size_t most_arrays = 8;

Array cumulative(std::string_view name, std::string_view op, const In &x, int axis, bool reverse) {
  return composed(name, x, Key(axis, reverse), [=](const Array &value) {
    return detail::cumulate(op, value, normalize_axis(name, axis, value.ndim()), reverse);
  });
}

Array reduction(std::string_view name, std::string_view op, const In &x, const Axes &axes) {
  return composed(name, x, Key(axes), [&](const Array &value) {
    return detail::reduce(op, value, detail::normalize_axes(name, axes, value.ndim()));
  });
}

void check_arrays(const std::vector<Array> &arrays, int num_keys) {
  if (arrays.empty() || arrays.size() > most_arrays)
    detail::throw_shape_error("sort", {"one call sorts " + std::to_string(most_arrays) + " arrays at most",
                                       "1 to " + std::to_string(most_arrays) + " arrays", std::to_string(arrays.size()),
                                       "Sort an iota with the keys, and take the other arrays at the indices."});
  if (num_keys < 1 || num_keys > static_cast<int>(arrays.size()))
    detail::throw_shape_error("sort", {"num_keys are the first of the arrays", "1 to " + std::to_string(arrays.size()),
                                       std::to_string(num_keys), "Arrays that follow the keys stand behind them."});
}

} // namespace

std::vector<Array> lax::sort(const std::vector<Array> &arrays, int dimension, int num_keys,
                             std::source_location where) {
  {
    detail::UserLine line(where);
    check_arrays(arrays, num_keys);
  }
  const Key key(dimension, num_keys);
  std::vector<const Array *> operands;
  for (const Array &array : arrays)
    operands.push_back(&array);
  std::vector<Array> results(arrays.size());
  auto body = [&](std::span<const Array> in, std::span<Array> out) {
    const std::vector<Array> sorted =
        detail::sort_arrays(in, normalize_axis("sort", dimension, in[0].ndim()), num_keys);
    std::copy(sorted.begin(), sorted.end(), out.begin());
  };
  detail::run_library(
      {"lax_sort", key, operands, where}, results,
      [](void *context, std::span<const Array> in, std::span<Array> out) {
        (*static_cast<decltype(body) *>(context))(in, out);
      },
      &body);
  return results;
}

std::pair<Array, Array> lax::top_k(const In &x, std::int64_t k) {
  const detail::Operand operand(x);
  const Array *const operands[] = {operand.get()};
  const Key key(k);
  Array results[2];
  detail::run_library(
      {"top_k", key, operands, x.where()}, results,
      [](void *context, std::span<const Array> in, std::span<Array> out) {
        const std::vector<Array> top =
            detail::record_results("top_k", in, {{"k", *static_cast<const std::int64_t *>(context)}}, 2);
        out[0] = detail::with_weakness(top[0], detail::type_of(in[0]).weak);
        out[1] = top[1];
      },
      &k);
  return {results[0], results[1]};
}

Array lax::cumsum(const In &x, int axis, bool reverse) { return cumulative("lax_cumsum", "cumsum", x, axis, reverse); }
Array lax::cumprod(const In &x, int axis, bool reverse) {
  return cumulative("lax_cumprod", "cumprod", x, axis, reverse);
}
Array lax::cummax(const In &x, int axis, bool reverse) { return cumulative("cummax", "cummax", x, axis, reverse); }
Array lax::cummin(const In &x, int axis, bool reverse) { return cumulative("cummin", "cummin", x, axis, reverse); }
Array lax::cumlogsumexp(const In &x, int axis, bool reverse) {
  return cumulative("cumlogsumexp", "cumlogsumexp", x, axis, reverse);
}

Array lax::linear_recurrence(const In &factors, const In &addends, int axis, bool reverse) {
  return composed("linear_recurrence", factors, addends, Key(axis, reverse), [=](const Array &a, const Array &b) {
    const std::int64_t at = normalize_axis("linear_recurrence", axis, b.ndim());
    return record("linear_recurrence", {&a, &b}, {{"axis", at}, {"reverse", reverse}});
  });
}

Array lax::reduce_sum(const In &x, const Axes &axes) { return reduction("lax_reduce_sum", "reduce_sum", x, axes); }
Array lax::reduce_prod(const In &x, const Axes &axes) { return reduction("lax_reduce_prod", "reduce_prod", x, axes); }
Array lax::reduce_max(const In &x, const Axes &axes) { return reduction("lax_reduce_max", "reduce_max", x, axes); }
Array lax::reduce_min(const In &x, const Axes &axes) { return reduction("lax_reduce_min", "reduce_min", x, axes); }
Array lax::reduce_and(const In &x, const Axes &axes) { return reduction("lax_reduce_and", "reduce_and", x, axes); }
Array lax::reduce_or(const In &x, const Axes &axes) { return reduction("lax_reduce_or", "reduce_or", x, axes); }
Array lax::reduce_xor(const In &x, const Axes &axes) { return reduction("lax_reduce_xor", "reduce_xor", x, axes); }

} // namespace burin
