// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/create.h"
#include "burin/detail/finite_max.h"
#include "burin/ops.h"
#include "frontend/ops/composed.h"
#include "frontend/ops/conditional.h"

#include <limits>

namespace burin {
namespace {

using detail::Key;

struct Sum {
  Array shift, total; ///< sum(b exp(x)) is total exp(shift)
};

/// `in`: x, then b and the mask if they are given.
Sum shifted_sum(std::span<const Array> in, bool has_b, bool has_mask, const Axes &axes) {
  const DType dtype = to_floating(detail::type_of(in[0])).dtype;
  const double lowest = -std::numeric_limits<double>::infinity();
  Array x = in[0].astype(dtype);
  const Array mask = has_mask ? in.back() : has_b ? in[1] != 0 : Array();
  if (has_b || has_mask)
    x = detail::masked("logsumexp", x, has_b && has_mask ? mask & (in[1] != 0) : mask, detail::Scalar(lowest));
  const Array shift = detail::finite_max(x, axes), terms = exp(x - shift);
  return {shift, sum(has_b ? in[1] * terms : terms, axes, true)};
}

Array finished(const Array &x, const Axes &axes, bool keepdims) { return keepdims ? x : squeeze(x, axes); }

std::vector<Array> operands_of(const In &x, const LogsumexpOptions &options) {
  return {x.array(), options.b, options.where};
}

Key key_of(const Axes &axes, bool keepdims, const LogsumexpOptions &options) {
  return Key(axes, keepdims, !options.b.is_none(), !options.where.is_none());
}

/// All axes, and not only those of extent 1, which squeeze means by {}.
Axes listed(const Axes &axes, std::size_t ndim) {
  std::vector<int> list;
  for (std::int64_t axis : detail::normalize_axes("logsumexp", axes, ndim))
    list.push_back(static_cast<int>(axis));
  return Axes(list);
}

} // namespace

Array detail::finite_max(const Array &x, const Axes &axes) {
  const Array largest =
      x.size() > 0 ? max(x, axes, true) : max(x, axes, true, {.initial = -std::numeric_limits<float>::infinity()});
  return stop_gradient(where(isfinite(largest), largest, 0));
}

Array logsumexp(const In &x, const Axes &axes, bool keepdims, const LogsumexpOptions &options) {
  return detail::composed("logsumexp", operands_of(x, options), key_of(axes, keepdims, options), x.where(),
                          [&](std::span<const Array> in) {
                            const Axes list = listed(axes, in[0].ndim());
                            const Sum s = shifted_sum(in, !options.b.is_none(), !options.where.is_none(), list);
                            return finished(log(s.total) + s.shift, list, keepdims);
                          });
}

std::pair<Array, Array> logsumexp_with_sign(const In &x, const Axes &axes, bool keepdims,
                                            const LogsumexpOptions &options) {
  const auto part = [&](std::string_view name, auto body) {
    return detail::composed(
        name, operands_of(x, options), key_of(axes, keepdims, options), x.where(), [&](std::span<const Array> in) {
          const Axes list = listed(axes, in[0].ndim());
          return finished(body(shifted_sum(in, !options.b.is_none(), !options.where.is_none(), list)), list, keepdims);
        });
  };
  return {part("logsumexp_magnitude", [](const Sum &s) { return log(abs(s.total)) + s.shift; }),
          part("logsumexp_sign", [](const Sum &s) { return stop_gradient(sign(s.total)); })};
}

} // namespace burin
