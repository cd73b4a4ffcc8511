// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/errors.h"
#include "burin/indexing.h"
#include "burin/lax.h"
#include "burin/ops.h"
#include "frontend/ops/entries.h"
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

Array window_updated(const Update &update, const Array &x, const Index &index, const Array &value) {
  return detail::library(update.name, {&x, &value}, IntSpan(detail::key_of(index.items())), index.where(),
                         [&](std::span<const Array> in) {
                           return updated(update, detail::resolve(index.items(), in[0].shape()), in[0], in[1]);
                         });
}

/// Entries of what the window shows are updated, and the window is put back.
Array entries_updated(const Update &update, const Window &window, const Array &x, std::span<const Array> arrays,
                      const Array &value, IndexOptions options) {
  const Array part = detail::look_through(window, x);
  const detail::Entries entries = detail::entries_of(update.name, window, arrays);
  const Shape shape = detail::shape_of(entries, part.shape());
  check_fits(update.name, value.shape(), shape);
  const Array updates = detail::convert_and_broadcast(value, detail::type_of(x), shape),
              fresh = detail::scatter_entries(update.name, part, entries, updates,
                                              update.op.empty() ? "set" : update.op, options);
  return detail::is_whole(window, x.shape()) ? detail::reshape_to(fresh, x.shape())
                                             : updated({update.name, ""}, window, x, fresh);
}

Array entries_updated(const Update &update, const Array &x, const Index &index, const Array &value,
                      IndexOptions options) {
  const std::vector<IndexItem> items = detail::without_masks(x, index.items(), index.where());
  std::vector<const Array *> operands = detail::operands_of(x, items);
  operands.push_back(&value);
  Ints key = detail::key_of(items);
  key.push_back(static_cast<std::int64_t>(options.mode));
  key.push_back(options.unique_indices);
  return detail::library(update.name, std::span<const Array *const>(operands), IntSpan(key), index.where(),
                         [&](std::span<const Array> in) {
                           return entries_updated(update, detail::resolve(items, in[0].shape()), in[0],
                                                  in.subspan(1, in.size() - 2), in.back(), options);
                         });
}

/// The mask when it is the whole index and the value is one number: then its values need not be known.
const Array *mask_alone(const Array &x, const Index &index, const Array &value) {
  const std::vector<IndexItem> &items = index.items();
  if (items.size() != 1 || items[0].kind != Kind::array || items[0].array.dtype() != bool_ || value.ndim() > 0)
    return nullptr;
  return items[0].array.shape() == x.shape() ? &items[0].array : nullptr;
}

Array masked_update(const Update &update, const Array &x, const Array &mask, const Array &value,
                    std::source_location where) {
  return detail::library(update.name, {&x, &mask, &value}, {-1}, where, [&](std::span<const Array> in) {
    const Array fresh = detail::convert_and_broadcast(in[2], detail::type_of(in[0]), in[0].shape()),
                combined = update.op.empty() ? fresh : record(update.op, {&in[0], &fresh});
    return record("select", {&in[1], &combined, &in[0]}, {}, detail::type_of(in[0]).weak);
  });
}

Array update_part(const Update &update, const Array &x, const Index &index, const In &value, IndexOptions options) {
  const In target(x, index.where());
  const detail::Operand operand(value, target);
  if (!detail::has_arrays(index.items()))
    return window_updated(update, x, index, *operand.get());
  if (const Array *mask = mask_alone(x, index, *operand.get()))
    return masked_update(update, x, *mask, *operand.get(), index.where());
  return entries_updated(update, x, index, *operand.get(), options);
}

} // namespace

At Array::at(const Index &index) const { return At(*this, index); }

Array At::set(const In &value, IndexOptions options) const {
  return update_part({"at.set", ""}, array_, index_, value, options);
}
Array At::add(const In &value, IndexOptions options) const {
  return update_part({"at.add", "add"}, array_, index_, value, options);
}
Array At::mul(const In &value, IndexOptions options) const {
  return update_part({"at.mul", "mul"}, array_, index_, value, options);
}
Array At::min(const In &value, IndexOptions options) const {
  return update_part({"at.min", "min"}, array_, index_, value, options);
}
Array At::max(const In &value, IndexOptions options) const {
  return update_part({"at.max", "max"}, array_, index_, value, options);
}

} // namespace burin
