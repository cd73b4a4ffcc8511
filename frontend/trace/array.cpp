// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/array.h"
#include "burin/errors.h"
#include "burin/in.h"
#include "frontend/trace/message.h"
#include "frontend/trace/scalar_element.h"
#include "frontend/trace/trace.h"

#include <cstring>

namespace burin {

using detail::Message;

namespace {

/// Throws TraceContextError unless a variable born in `born` may hold the tracer (DESIGN 3). A dead tracer may be moved
/// about: its use is the error.
void check_store(detail::Node *node, std::uint64_t born, const void *return_address) {
  if (!node->is_tracer)
    return;
  const detail::Tracer &tracer = detail::as_tracer(*node);
  if (!detail::born_within(born, tracer.control->id) && tracer.control->trace.load(std::memory_order_acquire))
    detail::throw_stored_outside(tracer, return_address);
}

detail::Node &existing(const Array &array, const char *what) {
  detail::Node *node = detail::ArrayAccess::node(array);
  if (!node)
    throw Error(Message(what, "the array is none").at_user_line().cure("Give it a value first.").text("error"));
  return *node;
}

void check_dtype(DType have, DType asked, const char *op, std::source_location where) {
  if (have != asked)
    throw DTypeError(
        Message(op, "the array does not hold elements of the C++ type that was asked for")
            .expected(name_of(have), name_of(asked))
            .at(where)
            .cure("Read it as its own type, or convert it first: x.astype(" + std::string(short_name_of(asked)) + ").")
            .text("dtypeerror"));
}

[[noreturn]] void throw_not_single(const char *op, const Shape &shape, const SourceLine &where) {
  Message message(op, "a single number is wanted from an array of shape " + shape.str());
  message.expected("one element", std::to_string(shape.num_elements())).at(where);
  message.cure(std::strcmp(op, "bool") == 0 ? "Reduce it first: any(x) or all(x)."
                                            : "Pick one, x[{0, 0}], or reduce it.");
  throw ShapeError(message.text("shapeerror"));
}

constexpr detail::Need need_of(detail::Conversion what) {
  return what == detail::Conversion::boolean   ? detail::Need::boolean
         : what == detail::Conversion::integer ? detail::Need::integer
                                               : detail::Need::real;
}

constexpr const char *op_of(detail::Conversion what) {
  return what == detail::Conversion::boolean ? "bool" : what == detail::Conversion::integer ? "int" : "float";
}

} // namespace

Array::Array(const detail::Scalar &value)
    : node_(detail::new_concrete(detail::default_dtype(value), {}, value.kind != detail::Scalar::Kind::boolean)),
      born_(detail::current_trace_id()) {
  detail::write_element(node_->dtype, detail::as_concrete(*node_.get()).data(), value);
}

Array &Array::operator=(const Array &other) {
  if (other.node_)
    check_store(other.node_.get(), born_, __builtin_return_address(0));
  node_ = other.node_;
  return *this;
}

Array &Array::operator=(Array &&other) {
  if (other.node_)
    check_store(other.node_.get(), born_, __builtin_return_address(0));
  detail::NodeRef taken = std::move(other.node_);
  node_ = std::move(taken);
  return *this;
}

const Shape &Array::shape() const { return existing(*this, "shape").shape; }
DType Array::dtype() const { return existing(*this, "dtype").dtype; }

Array Array::from_elements(DType dtype, const void *values, std::int64_t count, const Shape &shape,
                           std::source_location where) {
  if (shape.num_elements() != count)
    throw ShapeError(Message("from_buffer", "the number of elements does not fit the shape " + shape.str())
                         .expected(std::to_string(shape.num_elements()) + " elements", std::to_string(count))
                         .at(where)
                         .cure("Give as many elements as the product of the extents.")
                         .text("shapeerror"));
  detail::UserLine line(where);
  detail::NodeRef node = detail::new_concrete(dtype, shape);
  if (count > 0)
    std::memcpy(detail::as_concrete(*node.get()).data(), values, node->type().bytes());
  return detail::ArrayAccess::wrap(std::move(node));
}

void Array::throw_ragged(std::size_t expected, std::size_t got, int level, std::source_location where) {
  throw ShapeError(Message("of", "the braces of level " + std::to_string(level) + " have different lengths")
                       .expected(std::to_string(expected) + " elements as in the first", std::to_string(got))
                       .at(where)
                       .cure("Give each row the same number of elements.")
                       .text("shapeerror"));
}

const void *Array::elements(DType expected, std::source_location where) const {
  check_dtype(existing(*this, "data").dtype, expected, "data", where);
  return detail::require_value(*this, detail::Need::elements, "data", where).data();
}

const void *Array::only_element(DType expected, std::source_location where) const {
  const detail::Node &node = existing(*this, "item");
  check_dtype(node.dtype, expected, "item", where);
  if (node.shape.num_elements() != 1)
    throw_not_single("item", node.shape, where);
  const detail::Need need = expected == DType::bool_ ? detail::Need::boolean
                            : is_floating(expected)  ? detail::Need::real
                                                     : detail::Need::integer;
  return detail::require_value(*this, need, "item", where).data();
}

detail::Scalar Array::known_scalar(detail::Conversion what) const {
  const detail::Node &node = existing(*this, op_of(what));
  if (node.shape.num_elements() != 1)
    throw_not_single(op_of(what), node.shape, {});
  const detail::Concrete &value =
      detail::require_value(*this, need_of(what), op_of(what), {}, __builtin_return_address(0));
  return detail::read_element(node.dtype, value.data());
}

Array In::array() const {
  if (array_)
    return *array_;
  switch (scalar_.kind) {
  case detail::Scalar::Kind::boolean: return scalar_.boolean;
  case detail::Scalar::Kind::integer: return scalar_.integer;
  case detail::Scalar::Kind::unsigned_integer: return scalar_.unsigned_integer;
  case detail::Scalar::Kind::real: return scalar_.real;
  }
  return {};
}

} // namespace burin
