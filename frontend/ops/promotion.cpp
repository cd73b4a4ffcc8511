// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/ops/promotion.h"
#include "burin/detail/trace_scope.h"
#include "burin/promotion.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

namespace burin::detail {
namespace {

// Points of the lattice: the dtypes in their order, then the two weak kinds.
constexpr int weak_int = dtype_count, weak_float = dtype_count + 1, points = dtype_count + 2;

constexpr int at(DType d) { return static_cast<int>(d); }

struct Edge {
  int below, above;
};

constexpr Edge edges[] = {
    {at(bool_), weak_int}, {weak_int, at(u8)},  {weak_int, at(i8)}, {at(u8), at(u16)},     {at(u8), at(i16)},
    {at(u16), at(u32)},    {at(u16), at(i32)},  {at(u32), at(u64)}, {at(u32), at(i64)},    {at(u64), weak_float},
    {at(i8), at(i16)},     {at(i16), at(i32)},  {at(i32), at(i64)}, {at(i64), weak_float}, {weak_float, at(bf16)},
    {weak_float, at(f16)}, {at(bf16), at(f32)}, {at(f16), at(f32)}, {at(f32), at(f64)},
};

using Set = std::uint32_t;

/// For each point the set of all points that are not below it, itself included.
constexpr std::array<Set, points> upper_sets() {
  std::array<Set, points> above{};
  for (int i = 0; i < points; ++i)
    above[static_cast<std::size_t>(i)] = Set{1} << i;
  for (int round = 0; round < points; ++round)
    for (Edge e : edges)
      above[static_cast<std::size_t>(e.below)] |= above[static_cast<std::size_t>(e.above)];
  return above;
}

/// The common upper bound that has all the others above it.
constexpr int join(int a, int b) {
  constexpr auto above = upper_sets();
  const Set common = above[static_cast<std::size_t>(a)] & above[static_cast<std::size_t>(b)];
  for (int i = 0; i < points; ++i)
    if (common == above[static_cast<std::size_t>(i)])
      return i;
  return -1;
}

constexpr int point_of(Promoted p) {
  return !p.weak || p.dtype == bool_ ? at(p.dtype) : is_floating(p.dtype) ? weak_float : weak_int;
}

/// Weak integers are i32 unless a number did not fit.
DType weak_integer(DType a, DType b) {
  const auto wide = [](DType d) { return d == i64 || d == u64; };
  return wide(a) ? a : wide(b) ? b : i32;
}

} // namespace

Promoted promote(Promoted a, Promoted b) {
  const int result = join(point_of(a), point_of(b));
  if (result == weak_float)
    return {f32, true};
  if (result == weak_int)
    return {weak_integer(a.dtype, b.dtype), true};
  return {static_cast<DType>(result), false};
}

Promoted to_floating(Promoted a) { return is_floating(a.dtype) ? a : Promoted{f32, a.weak}; }

Promoted type_of(const Array &a) { return {a.dtype(), ArrayAccess::weak(a)}; }

} // namespace burin::detail

namespace burin {

DType promote_types(DType a, DType b) { return detail::promote({a, false}, {b, false}).dtype; }

} // namespace burin
