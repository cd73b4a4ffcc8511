// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/indexing.h"
#include "burin/errors.h"
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
using detail::Window;
using IntSpan = std::span<const std::int64_t>;

Array window_of(const Array &x, const Index &index) {
  const std::vector<IndexItem> &items = index.items();
  return detail::library("index", {&x}, IntSpan(detail::key_of(items)), index.where(), [&](std::span<const Array> in) {
    return detail::look_through(detail::resolve(items, in[0].shape()), in[0]);
  });
}

Array entries_at(const Array &x, const Index &index, IndexMode mode) {
  const std::vector<IndexItem> items = detail::without_masks(x, index.items(), index.where());
  const std::vector<const Array *> operands = detail::operands_of(x, items);
  Ints key = detail::key_of(items);
  key.push_back(static_cast<std::int64_t>(mode));
  return detail::library("index_entries", std::span<const Array *const>(operands), IntSpan(key), index.where(),
                         [&](std::span<const Array> in) {
                           const Window window = detail::resolve(items, in[0].shape());
                           const detail::Entries entries = detail::entries_of("index", window, in.subspan(1));
                           return detail::gather_entries("index", detail::look_through(window, in[0]), entries, mode);
                         });
}

} // namespace

Array At::get(IndexOptions options) const {
  return detail::has_arrays(index_.items()) ? entries_at(array_, index_, options.mode) : window_of(array_, index_);
}

Array Array::operator[](const Index &index) const { return At(*this, index).get(); }

Array lax::slice(const In &x, const std::vector<std::int64_t> &start, const std::vector<std::int64_t> &limit,
                 const std::vector<std::int64_t> &strides) {
  const detail::Operand operand(x);
  std::vector<std::int64_t> key{static_cast<std::int64_t>(start.size()), static_cast<std::int64_t>(limit.size())};
  for (const auto *list : {&start, &limit, &strides})
    key.insert(key.end(), list->begin(), list->end());
  return detail::library(
      "slice", {operand.get()}, std::span<const std::int64_t>(key), x.where(), [&](std::span<const Array> in) {
        const Ints steps = strides.empty() ? Ints(start.size(), 1) : strides;
        return record("slice", {&in[0]},
                      {{"start", IntSpan(start)}, {"limit", IntSpan(limit)}, {"strides", IntSpan(steps)}},
                      detail::type_of(in[0]).weak);
      });
}

} // namespace burin
