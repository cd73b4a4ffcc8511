// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/array.h"
#include "burin/detail/library.h"
#include "burin/detail/trace_scope.h"
#include "burin/ops.h"
#include "frontend/ops/promotion.h"
#include "runtime/compiler/compiler.h"

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

/// What the array functions are written with; everything here is called within a trace.
namespace burin::detail {

using Ints = std::vector<std::int64_t>;

/// Records one operation of the dialect.
Array record(std::string_view op, std::initializer_list<const Array *> operands,
             std::initializer_list<runtime::Attribute> attributes = {}, bool weak = false);
Array record_list(std::string_view op, std::span<const Array> operands,
                  std::initializer_list<runtime::Attribute> attributes = {});
std::vector<Array> record_results(std::string_view op, std::span<const Array> operands,
                                  std::initializer_list<runtime::Attribute> attributes, std::size_t num_results);
std::pair<Array, Array> record_pair(std::string_view op, std::initializer_list<const Array *> operands);

/// A constant of `shape` whose elements are all `value`.
Array splat(const Scalar &value, DType dtype, const Shape &shape, bool weak = false);

/// `x` in another dtype; itself when it has it, weak or not. A concrete number becomes a constant.
Array convert(const Array &x, Promoted to);
Array with_weakness(const Array &x, bool weak);
/// `x` broadcast by NumPy's rules to `shape`, which must be possible.
Array broadcast(const Array &x, const Shape &shape);
/// Both: what an operand of an elementwise operation goes through.
Array convert_and_broadcast(const Array &x, Promoted to, const Shape &shape);

/// The common shape of operands; ShapeError "[op] operands of shapes ... cannot be broadcast" otherwise.
Shape broadcast_shapes(std::string_view op, std::span<const Array *const> operands);
inline Shape broadcast_shapes(std::string_view op, std::initializer_list<const Array *> operands) {
  return broadcast_shapes(op, std::span(operands.begin(), operands.size()));
}
/// The same of parts of their shapes.
Shape broadcast_shapes(std::string_view op, std::initializer_list<Shape> shapes);

Array reshape_to(const Array &x, const Shape &shape);
Array transpose_by(const Array &x, const Ints &permutation);
Array broadcast_in_dim(const Array &x, const Shape &shape, const Ints &dimensions);
/// x[first, end) along one axis.
Array slice_along(const Array &x, std::size_t axis, std::int64_t first, std::int64_t end, std::int64_t stride = 1);
Array reduce(std::string_view op, const Array &x, const Ints &axes);
Array compare(std::string_view direction, const Array &x, const Array &y);
Array iota(DType dtype, const Shape &shape, int dimension);

/// The axis, counted from the front; ShapeError naming `op` when there is no such axis.
int normalize_axis(std::string_view op, std::int64_t axis, std::size_t ndim);
/// All distinct and in ascending order.
Ints normalize_axes(std::string_view op, const Axes &axes, std::size_t ndim);

/// An operand as an array. A C++ number takes the dtype that it has together with `partner`, and stays weak.
class Operand {
public:
  explicit Operand(const In &x) : array_(x.is_number() ? nullptr : &x.array_ref()) {
    if (!array_)
      number_ = x.array();
  }
  Operand(const In &x, const In &partner);
  const Array *get() const { return array_ ? array_ : &number_; }

private:
  const Array *array_;
  Array number_;
};

} // namespace burin::detail
