// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/in.h"

#include <cstdint>
#include <source_location>

namespace burin {

Array zeros(const Shape &shape, DType dtype = f32, std::source_location where = std::source_location::current());
Array ones(const Shape &shape, DType dtype = f32, std::source_location where = std::source_location::current());
/// Of the value's dtype (weak for a C++ number), or of `dtype`.
Array full(const Shape &shape, const In &value);
Array full(const Shape &shape, const In &value, DType dtype);
Array zeros_like(const In &x);
Array ones_like(const In &x);
Array full_like(const In &x, const In &value);
Array eye(std::int64_t n, DType dtype = f32, std::source_location where = std::source_location::current());
Array eye(std::int64_t rows, std::int64_t columns, DType dtype = f32,
          std::source_location where = std::source_location::current());

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
template <Arithmetic T, Arithmetic U, Arithmetic V>
Array arange(T start, U stop, V step, std::source_location where = std::source_location::current()) {
  return detail::arange(detail::Scalar(start), detail::Scalar(stop), detail::Scalar(step),
                        detail::arange_dtype<T, U, V>(), where);
}

/// `count` numbers from start to stop, both included; f32.
Array linspace(double start, double stop, std::int64_t count, DType dtype = f32,
               std::source_location where = std::source_location::current());

} // namespace burin
