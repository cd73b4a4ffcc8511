// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/create.h"
#include "burin/ops.h"
#include "frontend/ops/composed.h"
#include "frontend/ops/conditional.h"
#include "frontend/ops/faults.h"

#include <limits>
#include <string>

namespace burin {
namespace {

using detail::composed;
using detail::Ints;
using detail::Key;
using detail::Scalar;

/// A reduction: the element that changes nothing, and how an initial value joins.
struct Reduction {
  std::string_view name;
  Array (*reduce)(const In &, const Axes &, bool);
  Array (*join)(const In &, const In &);
  Scalar (*neutral)(DType);
  bool has_identity; ///< of every dtype, for users
};

Scalar zero(DType) { return Scalar(0); }
Scalar one(DType) { return Scalar(1); }
Scalar yes(DType) { return Scalar(true); }
Scalar no(DType) { return Scalar(false); }

template <class T> Scalar extreme(bool greatest) {
  return Scalar(greatest ? std::numeric_limits<T>::max() : std::numeric_limits<T>::lowest());
}

Scalar extreme_of(DType dtype, bool greatest) {
  switch (dtype) {
  case DType::bool_: return Scalar(greatest);
  case DType::i8: return extreme<std::int8_t>(greatest);
  case DType::i16: return extreme<std::int16_t>(greatest);
  case DType::i32: return extreme<std::int32_t>(greatest);
  case DType::i64: return extreme<std::int64_t>(greatest);
  case DType::u8: return extreme<std::uint8_t>(greatest);
  case DType::u16: return extreme<std::uint16_t>(greatest);
  case DType::u32: return extreme<std::uint32_t>(greatest);
  case DType::u64: return extreme<std::uint64_t>(greatest);
  default: return Scalar(greatest ? std::numeric_limits<double>::infinity() : -std::numeric_limits<double>::infinity());
  }
}
Scalar least(DType dtype) { return extreme_of(dtype, false); }
Scalar greatest(DType dtype) { return extreme_of(dtype, true); }

constexpr Reduction the_sum{"sum", sum, add, zero, true}, the_prod{"prod", prod, multiply, one, true},
    the_max{"max", max, maximum, least, false}, the_min{"min", min, minimum, greatest, false},
    the_any{"any", any, logical_or, no, true}, the_all{"all", all, logical_and, yes, true};

void check_initial(const Reduction &r, const ReduceOptions &options) {
  if (!options.where.is_none() && options.initial.is_none() && !r.has_identity)
    detail::throw_shape_error(r.name, {"of no elements there is no extreme", "an initial value beside where", "none",
                                       "Give the result of no elements: {.where = mask, .initial = 0}."});
  if (!options.initial.is_none() && options.initial.ndim() != 0)
    detail::throw_shape_error(r.name, {"the initial value is not a scalar", "shape ()", options.initial.shape().str(),
                                       "Combine arrays with the result afterwards."});
}

/// Of an axis without elements there is only the neutral element.
Array reduced(const Reduction &r, const Array &x, const Axes &axes, bool keepdims) {
  if (x.size() > 0 || r.has_identity)
    return r.reduce(x, axes, keepdims);
  const Array sums = sum(x, axes, keepdims);
  return detail::splat(r.neutral(x.dtype()), x.dtype(), sums.shape());
}

Array reduce_some(const Reduction &r, const In &x, const Axes &axes, bool keepdims, const ReduceOptions &options) {
  const Array array = x.array();
  detail::UserLine line(x.where());
  check_initial(r, options);
  const Array operands[] = {array, options.where, options.initial};
  const Key key(r.name, axes, keepdims, !options.where.is_none(), !options.initial.is_none(),
                options.dtype ? static_cast<int>(*options.dtype) : -1);
  return composed("reduce_some", operands, key, x.where(), [&](std::span<const Array> in) {
    Array value = options.dtype ? in[0].astype(*options.dtype) : in[0];
    if (!options.where.is_none())
      value = detail::masked(r.name, value, in[1], r.neutral(value.dtype()));
    Array result = options.initial.is_none() ? r.reduce(value, axes, keepdims) : reduced(r, value, axes, keepdims);
    if (!options.initial.is_none())
      result = r.join(result, in.back().astype(result.dtype()));
    return options.dtype ? result.astype(*options.dtype) : result;
  });
}

} // namespace

Array sum(const In &x, const Axes &axes, bool keepdims, const ReduceOptions &options) {
  return reduce_some(the_sum, x, axes, keepdims, options);
}
Array prod(const In &x, const Axes &axes, bool keepdims, const ReduceOptions &options) {
  return reduce_some(the_prod, x, axes, keepdims, options);
}
Array max(const In &x, const Axes &axes, bool keepdims, const ReduceOptions &options) {
  return reduce_some(the_max, x, axes, keepdims, options);
}
Array min(const In &x, const Axes &axes, bool keepdims, const ReduceOptions &options) {
  return reduce_some(the_min, x, axes, keepdims, options);
}
Array any(const In &x, const Axes &axes, bool keepdims, const ReduceOptions &options) {
  return reduce_some(the_any, x.array().astype(bool_), axes, keepdims, options);
}
Array all(const In &x, const Axes &axes, bool keepdims, const ReduceOptions &options) {
  return reduce_some(the_all, x.array().astype(bool_), axes, keepdims, options);
}

} // namespace burin
