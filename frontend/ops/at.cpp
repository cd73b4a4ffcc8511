// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/errors.h"
#include "burin/indexing.h"
#include "burin/lax.h"
#include "burin/ops.h"
#include "frontend/ops/record.h"
#include "frontend/ops/window.h"
#include "frontend/trace/message.h"

#include <string>

namespace burin {
namespace {

using detail::Ints;
using detail::Message;
using detail::record;
using detail::Scalar;
using detail::Window;
using Kind = IndexItem::Kind;
using IntSpan = std::span<const std::int64_t>;

/// `op` combines the old elements of the part with the new ones; empty: the new ones replace.
struct Update {
  std::string_view name, op;
};

void check_fits(std::string_view name, const Shape &value, const Shape &part) {
  if (value.ndim() <= part.ndim() && detail::broadcast_shapes(name, {value, part}) == part)
    return;
  throw ShapeError(Message(name, "a value of shape " + value.str() + " does not fit the part of shape " + part.str())
                       .expected("a shape that broadcasts to " + part.str(), value.str())
                       .at_user_line()
                       .cure("Reshape the value, or index a larger part.")
                       .text("shapeerror"));
}

/// Shape of the slice, before axes are dropped and inserted.
Shape sliced_shape(const Window &window) {
  Shape shape;
  for (std::size_t i = 0; i < window.start.size(); ++i)
    shape.push_back((window.limit[i] - window.start[i] + window.strides[i] - 1) / window.strides[i]);
  return shape;
}

/// The part at its place in an array of `shape`, zeros around it.
Array placed(const Array &part, const Window &window, const Shape &shape) {
  Ints high, interior;
  for (std::size_t i = 0; i < shape.ndim(); ++i) {
    high.push_back(shape[i] - window.start[i] - ((part.shape()[i] - 1) * window.strides[i] + 1));
    interior.push_back(window.strides[i] - 1);
  }
  const Array zero = detail::splat(Scalar(0), part.dtype(), {});
  return record("pad", {&part, &zero},
                {{"low", IntSpan(window.start)}, {"high", IntSpan(high)}, {"interior", IntSpan(interior)}});
}

Array updated(const Update &update, const Window &window, const Array &x, const Array &value) {
  check_fits(update.name, value.shape(), window.shape);
  if (window.shape.num_elements() == 0)
    return x;
  const Shape part = sliced_shape(window);
  Array fresh = detail::reshape_to(detail::convert_and_broadcast(value, detail::type_of(x), window.shape), part);
  if (!window.reversed.empty())
    fresh = record("reverse", {&fresh}, {{"dimensions", IntSpan(window.reversed)}});
  const Array all = detail::splat(Scalar(true), bool_, part), inside = placed(all, window, x.shape()),
              there = placed(fresh, window, x.shape()),
              combined = update.op.empty() ? there : record(update.op, {&x, &there});
  return record("select", {&inside, &combined, &x}, {}, detail::type_of(x).weak);
}

[[noreturn]] void throw_array_index(const Update &update, std::source_location where) {
  throw UnsupportedError(Message(update.name, "an array as index is not supported here")
                             .expected("integers and slices, or x.at(rows).add(value)", "an array")
                             .at(where)
                             .cure("Choose elements with where(condition, new, x).")
                             .text("unsupportederror"));
}

Array update_part(const Update &update, const Array &x, const Index &index, const In &value) {
  for (const IndexItem &item : index.items())
    if (item.kind == Kind::array)
      throw_array_index(update, index.where());
  const In target(x, index.where());
  const detail::Operand operand(value, target);
  return detail::library(update.name, {&x, operand.get()}, IntSpan(detail::key_of(index.items())), index.where(),
                         [&](std::span<const Array> in) {
                           return updated(update, detail::resolve(index.items(), in[0].shape()), in[0], in[1]);
                         });
}

/// Rows of `x` at integer indices, the negative ones counted from the end.
Array add_to_rows(const Array &x, const Array &rows, const In &value, std::source_location where) {
  const In target(x, where);
  const detail::Operand operand(value, target);
  return detail::library("at_rows_add", {&x, &rows, operand.get()}, {}, where, [](std::span<const Array> in) {
    Shape part = in[1].shape();
    for (std::size_t i = 1; i < in[0].ndim(); ++i)
      part.push_back(in[0].shape()[i]);
    check_fits("at.add", in[2].shape(), part);
    const Array index = detail::row_numbers("at.add", in[1], in[0].shape()[0]),
                updates = detail::convert_and_broadcast(in[2], detail::type_of(in[0]), part);
    return record("scatter_add_rows", {&in[0], &index, &updates});
  });
}

} // namespace

At Array::at(const Index &index) const { return At(*this, index); }

Array At::set(const In &value) const { return update_part({"at.set", ""}, array_, index_, value); }
Array At::mul(const In &value) const { return update_part({"at.mul", "mul"}, array_, index_, value); }
Array At::min(const In &value) const { return update_part({"at.min", "min"}, array_, index_, value); }
Array At::max(const In &value) const { return update_part({"at.max", "max"}, array_, index_, value); }

Array At::add(const In &value) const {
  const std::vector<IndexItem> &items = index_.items();
  if (items.size() == 1 && items[0].kind == Kind::array)
    return add_to_rows(array_, items[0].array, value, index_.where());
  return update_part({"at.add", "add"}, array_, index_, value);
}

} // namespace burin
