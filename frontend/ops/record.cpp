// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/ops/record.h"
#include "burin/errors.h"
#include "frontend/trace/message.h"
#include "frontend/trace/scalar_element.h"
#include "frontend/trace/thread_state.h"
#include "frontend/trace/trace.h"

#include <algorithm>
#include <numeric>
#include <string>

namespace burin::detail {
namespace {

std::vector<NodeRef> emit(std::string_view op, std::span<Node *const> operands,
                          std::span<const runtime::Attribute> attributes, std::size_t num_results) {
  return thread_state.trace->emit(op, operands, attributes, num_results);
}

} // namespace

Array record(std::string_view op, std::initializer_list<const Array *> operands,
             std::initializer_list<runtime::Attribute> attributes, bool weak) {
  std::vector<Node *> nodes;
  for (const Array *operand : operands)
    nodes.push_back(ArrayAccess::node(*operand));
  NodeRef result = std::move(emit(op, nodes, {attributes.begin(), attributes.size()}, 1).front());
  result->weak = weak;
  return ArrayAccess::wrap(std::move(result));
}

Array record_list(std::string_view op, std::span<const Array> operands,
                  std::initializer_list<runtime::Attribute> attributes) {
  std::vector<Node *> nodes;
  for (const Array &operand : operands)
    nodes.push_back(ArrayAccess::node(operand));
  return ArrayAccess::wrap(std::move(emit(op, nodes, {attributes.begin(), attributes.size()}, 1).front()));
}

std::vector<Array> record_results(std::string_view op, std::span<const Array> operands,
                                  std::initializer_list<runtime::Attribute> attributes, std::size_t num_results) {
  std::vector<Node *> nodes;
  for (const Array &operand : operands)
    nodes.push_back(ArrayAccess::node(operand));
  std::vector<Array> results;
  for (NodeRef &result : emit(op, nodes, {attributes.begin(), attributes.size()}, num_results))
    results.push_back(ArrayAccess::wrap(std::move(result)));
  return results;
}

std::pair<Array, Array> record_pair(std::string_view op, std::initializer_list<const Array *> operands) {
  std::vector<Node *> nodes;
  for (const Array *operand : operands)
    nodes.push_back(ArrayAccess::node(*operand));
  std::vector<NodeRef> results = emit(op, nodes, {}, 2);
  return {ArrayAccess::wrap(std::move(results[0])), ArrayAccess::wrap(std::move(results[1]))};
}

Array splat(const Scalar &value, DType dtype, const Shape &shape, bool weak) {
  alignas(8) unsigned char element[8];
  write_element(dtype, element, value);
  NodeRef node = thread_state.trace->constant({dtype, shape}, element);
  node->weak = weak;
  return ArrayAccess::wrap(std::move(node));
}

namespace {

/// The number in a concrete array of one element, which need not become an operand.
const Concrete *as_number(const Array &x) {
  Node *node = ArrayAccess::node(x);
  return node && !node->is_tracer && node->shape.num_elements() == 1 ? known_value(node) : nullptr;
}

} // namespace

Array convert(const Array &x, Promoted to) {
  if (x.dtype() == to.dtype)
    return x;
  if (const Concrete *number = as_number(x)) {
    thread_state.trace->note_concrete(*number);
    return splat(read_element(x.dtype(), number->data()), to.dtype, x.shape(), to.weak);
  }
  return record("convert", {&x}, {{"dtype", to.dtype}}, to.weak);
}

Array with_weakness(const Array &x, bool weak) {
  if (ArrayAccess::weak(x) == weak)
    return x;
  return ArrayAccess::wrap(thread_state.trace->alias(ArrayAccess::node(x), weak));
}

Array broadcast(const Array &x, const Shape &shape) {
  if (x.shape() == shape)
    return x;
  Ints dimensions(x.ndim());
  std::iota(dimensions.begin(), dimensions.end(), static_cast<std::int64_t>(shape.ndim() - x.ndim()));
  return broadcast_in_dim(x, shape, dimensions);
}

Array convert_and_broadcast(const Array &x, Promoted to, const Shape &shape) {
  if (const Concrete *number = as_number(x)) {
    thread_state.trace->note_concrete(*number);
    return splat(read_element(x.dtype(), number->data()), to.dtype, shape, to.weak);
  }
  return broadcast(convert(x, to), shape);
}

namespace {

/// What does not broadcast: the axis of the result, and the two extents that meet there.
struct Clash {
  std::size_t axis = 0;
  std::int64_t first = 0, second = 0;
};

/// The common shape, or the first clash.
bool join_shapes(std::span<const Shape *const> shapes, Shape &result, Clash &clash) {
  std::size_t ndim = 0;
  for (const Shape *shape : shapes)
    ndim = std::max(ndim, shape->ndim());
  for (std::size_t axis = 0; axis < ndim; ++axis) {
    std::int64_t extent = 1;
    for (const Shape *shape : shapes) {
      const std::size_t missing = ndim - shape->ndim();
      const std::int64_t own = axis < missing ? 1 : (*shape)[axis - missing];
      if (own == 1 || own == extent)
        continue;
      if (extent != 1) {
        clash = {axis, extent, own};
        return false;
      }
      extent = own;
    }
    result.push_back(extent);
  }
  return true;
}

Message not_broadcastable(std::string_view op, std::span<const Shape *const> shapes, const Clash &clash) {
  std::string list;
  for (std::size_t i = 0; i < shapes.size(); ++i)
    list += (i == 0 ? "" : i + 1 == shapes.size() ? " and " : ", ") + shapes[i]->str();
  Message message(op, "operands of shapes " + list + " cannot be broadcast");
  message.expected("equal extents or 1", std::to_string(clash.first) + " and " + std::to_string(clash.second) +
                                             " on axis " + std::to_string(clash.axis));
  return message;
}

[[noreturn]] void throw_not_broadcastable(Message message) {
  throw ShapeError(message.at_user_line()
                       .cure("Reshape one of them, or insert an axis of extent 1 with expand_dims(x, axis).")
                       .text("shapeerror"));
}

} // namespace

Shape broadcast_shapes(std::string_view op, std::span<const Array *const> operands) {
  std::vector<const Shape *> shapes;
  for (const Array *operand : operands)
    shapes.push_back(&operand->shape());
  Shape result;
  Clash clash;
  if (join_shapes(shapes, result, clash))
    return result;
  Message message = not_broadcastable(op, shapes, clash);
  std::size_t i = 0;
  for (const Array *operand : operands)
    message.operand("operand " + std::to_string(i++), *operand);
  throw_not_broadcastable(std::move(message));
}

Shape broadcast_shapes(std::string_view op, std::initializer_list<Shape> parts) {
  std::vector<const Shape *> shapes;
  for (const Shape &part : parts)
    shapes.push_back(&part);
  Shape result;
  Clash clash;
  if (!join_shapes(shapes, result, clash))
    throw_not_broadcastable(not_broadcastable(op, shapes, clash));
  return result;
}

Array reshape_to(const Array &x, const Shape &shape) {
  if (x.shape() == shape)
    return x;
  return record("reshape", {&x}, {{"shape", std::span<const std::int64_t>(shape)}}, ArrayAccess::weak(x));
}

Array transpose_by(const Array &x, const Ints &permutation) {
  bool identity = true;
  for (std::size_t i = 0; i < permutation.size(); ++i)
    identity &= permutation[i] == static_cast<std::int64_t>(i);
  if (identity)
    return x;
  return record("transpose", {&x}, {{"permutation", std::span<const std::int64_t>(permutation)}}, ArrayAccess::weak(x));
}

Array broadcast_in_dim(const Array &x, const Shape &shape, const Ints &dimensions) {
  return record(
      "broadcast_in_dim", {&x},
      {{"shape", std::span<const std::int64_t>(shape)}, {"dimensions", std::span<const std::int64_t>(dimensions)}},
      ArrayAccess::weak(x));
}

Array slice_along(const Array &x, std::size_t axis, std::int64_t first, std::int64_t end, std::int64_t stride) {
  if (first == 0 && end == x.shape()[axis] && stride == 1)
    return x;
  Ints start(x.ndim(), 0), limit(x.shape().begin(), x.shape().end()), strides(x.ndim(), 1);
  start[axis] = first;
  limit[axis] = end;
  strides[axis] = stride;
  return record("slice", {&x},
                {{"start", std::span<const std::int64_t>(start)},
                 {"limit", std::span<const std::int64_t>(limit)},
                 {"strides", std::span<const std::int64_t>(strides)}},
                ArrayAccess::weak(x));
}

Array reduce(std::string_view op, const Array &x, const Ints &axes) {
  if (axes.empty())
    return x;
  return record(op, {&x}, {{"axes", std::span<const std::int64_t>(axes)}}, ArrayAccess::weak(x));
}

Array compare(std::string_view direction, const Array &x, const Array &y) {
  return record("compare", {&x, &y}, {{"direction", direction}});
}

Array iota(DType dtype, const Shape &shape, int dimension) {
  return record("iota", {},
                {{"dtype", dtype},
                 {"shape", std::span<const std::int64_t>(shape)},
                 {"dimension", static_cast<std::int64_t>(dimension)}});
}

int normalize_axis(std::string_view op, std::int64_t axis, std::size_t ndim) {
  const auto n = static_cast<std::int64_t>(ndim);
  if (axis < -n || axis >= n)
    throw ShapeError(Message(op, "axis " + std::to_string(axis) + " does not exist")
                         .expected(n == 0 ? "no axis of a scalar"
                                          : "an axis from " + std::to_string(-n) + " to " + std::to_string(n - 1),
                                   std::to_string(axis))
                         .at_user_line()
                         .cure("Negative axes count from the end: -1 is the last one.")
                         .text("shapeerror"));
  return static_cast<int>(axis < 0 ? axis + n : axis);
}

Ints normalize_axes(std::string_view op, const Axes &axes, std::size_t ndim) {
  Ints result;
  if (axes.all()) {
    result.resize(ndim);
    std::iota(result.begin(), result.end(), 0);
    return result;
  }
  for (std::int64_t axis : axes.list())
    result.push_back(normalize_axis(op, axis, ndim));
  std::sort(result.begin(), result.end());
  if (const auto twice = std::adjacent_find(result.begin(), result.end()); twice != result.end())
    throw ShapeError(Message(op, "axis " + std::to_string(*twice) + " is given twice")
                         .expected("distinct axes", axes.list().str())
                         .at_user_line()
                         .cure("Name each axis once; -1 and the last axis are the same.")
                         .text("shapeerror"));
  return result;
}

Operand::Operand(const In &x, const In &partner) : array_(x.is_number() ? nullptr : &x.array_ref()) {
  if (array_)
    return;
  if (partner.is_number() || partner.array_ref().is_none()) {
    number_ = x.array();
    return;
  }
  const DType own = default_dtype(x.number());
  const Promoted joint = promote({own, own != DType::bool_}, type_of(partner.array_ref()));
  // f64 keeps all digits of a double; an integer beside a float is the float nearest to it.
  NodeRef node = new_concrete(joint.weak ? own : joint.dtype, {}, own != DType::bool_);
  write_element(node->dtype, as_concrete(*node.get()).data(), x.number());
  number_ = ArrayAccess::wrap(std::move(node));
}

} // namespace burin::detail
