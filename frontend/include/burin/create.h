// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/in.h"

#include <cstdint>
#include <optional>
#include <source_location>

namespace burin {

Array zeros(const Shape &shape, DType dtype = f32, std::source_location where = std::source_location::current());
Array ones(const Shape &shape, DType dtype = f32, std::source_location where = std::source_location::current());
/// Of the value's dtype (weak for a C++ number), or of `dtype`.
Array full(const Shape &shape, const In &value);
Array full(const Shape &shape, const In &value, DType dtype);
/// NumPy's name for an array whose elements do not matter yet; they are 0.
Array empty(const Shape &shape, DType dtype = f32, std::source_location where = std::source_location::current());
/// Of the shape of x, and its dtype unless another is given.
Array zeros_like(const In &x);
Array zeros_like(const In &x, DType dtype);
Array ones_like(const In &x);
Array ones_like(const In &x, DType dtype);
Array full_like(const In &x, const In &value);
Array full_like(const In &x, const In &value, DType dtype);
Array empty_like(const In &x);
Array eye(std::int64_t n, DType dtype = f32, std::source_location where = std::source_location::current());
Array eye(std::int64_t rows, std::int64_t columns, DType dtype = f32,
          std::source_location where = std::source_location::current());
/// Ones on the diagonal k places to the right of the main one.
Array eye(std::int64_t rows, std::int64_t columns, std::int64_t k, DType dtype = f32,
          std::source_location where = std::source_location::current());
Array identity(std::int64_t n, DType dtype = f32, std::source_location where = std::source_location::current());

namespace detail {
Array arange(Scalar start, Scalar stop, Scalar step, DType dtype, std::source_location where);
template <class... T> constexpr DType arange_dtype() {
  if constexpr ((std::is_floating_point_v<T> || ...))
    return f32;
  else
    return i32;
}
} // namespace detail

/// 0, 1, ... below `stop`: i32, or f32 for floating numbers.
template <Arithmetic T> Array arange(T stop, std::source_location where = std::source_location::current()) {
  return detail::arange(detail::Scalar(0), detail::Scalar(stop), detail::Scalar(1), detail::arange_dtype<T>(), where);
}
template <Arithmetic T>
Array arange(T stop, DType dtype, std::source_location where = std::source_location::current()) {
  return detail::arange(detail::Scalar(0), detail::Scalar(stop), detail::Scalar(1), dtype, where);
}
template <Arithmetic T, Arithmetic U>
Array arange(T start, U stop, std::source_location where = std::source_location::current()) {
  return detail::arange(detail::Scalar(start), detail::Scalar(stop), detail::Scalar(1), detail::arange_dtype<T, U>(),
                        where);
}
template <Arithmetic T, Arithmetic U>
Array arange(T start, U stop, DType dtype, std::source_location where = std::source_location::current()) {
  return detail::arange(detail::Scalar(start), detail::Scalar(stop), detail::Scalar(1), dtype, where);
}
template <Arithmetic T, Arithmetic U, Arithmetic V>
Array arange(T start, U stop, V step, DType dtype, std::source_location where = std::source_location::current()) {
  return detail::arange(detail::Scalar(start), detail::Scalar(stop), detail::Scalar(step), dtype, where);
}
template <Arithmetic T, Arithmetic U, Arithmetic V>
Array arange(T start, U stop, V step, std::source_location where = std::source_location::current()) {
  return detail::arange(detail::Scalar(start), detail::Scalar(stop), detail::Scalar(step),
                        detail::arange_dtype<T, U, V>(), where);
}

/// `count` numbers from start to stop, both included.
Array linspace(double start, double stop, std::int64_t count = 50, DType dtype = f32,
               std::source_location where = std::source_location::current());

/// How numbers are spread between two others.
struct Spacing {
  bool endpoint = true;         ///< the last one is `stop`; otherwise the one that would follow is
  std::optional<DType> dtype{}; ///< of the bounds unless given, f32 for integers; integers are rounded down
  int axis = 0;                 ///< where the new axis stands
  double base = 10;             ///< logspace only
};
/// `count` numbers between bounds that broadcast, along a new axis; differentiable in the bounds.
Array linspace(const In &start, const In &stop, std::int64_t count, const Spacing &spacing = {});
/// Powers of the base; start and stop are the exponents.
Array logspace(const In &start, const In &stop, std::int64_t count = 50, const Spacing &spacing = {});
/// Each the same multiple of the one before.
Array geomspace(const In &start, const In &stop, std::int64_t count = 50, const Spacing &spacing = {});

} // namespace burin
