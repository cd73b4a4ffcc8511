// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/detail/fori_loop.h"
#include "burin/errors.h"
#include "burin/ops.h"
#include "frontend/ops/promotion.h"
#include "frontend/trace/message.h"

#include <algorithm>

namespace burin::detail {
namespace {

void require_integer_scalar(const ControlSite &site, std::string_view which, const Array &bound) {
  if (!bound.is_none() && bound.ndim() == 0 && is_integer(bound.dtype()))
    return;
  throw DTypeError(Message(site.op(), "the " + std::string(which) + " bound is not an integer scalar")
                       .expected("an integer scalar", type_text(bound))
                       .at(site.line)
                       .cure("Convert it with x.astype(i32).")
                       .text("dtypeerror"));
}

} // namespace

LoopBounds loop_bounds(const ControlSite &site, const In &low, const In &high) {
  LoopBounds bounds{low.array(), high.array()};
  require_integer_scalar(site, "lower", bounds.low);
  require_integer_scalar(site, "upper", bounds.high);
  const UserLine line(site.line);
  const Promoted common = promote(type_of(bounds.low), type_of(bounds.high));
  if (low.is_number() && high.is_number()) {
    const auto first = low.number().as<std::int64_t>(), end = high.number().as<std::int64_t>();
    bounds.steps = std::max<std::int64_t>(0, end - first);
  }
  for (Array *bound : {&bounds.low, &bounds.high})
    if (bound->dtype() != common.dtype)
      *bound = bound->astype(common.dtype);
  return bounds;
}

void require_known_bounds(const ControlSite &site, const LoopBounds &bounds, std::int64_t unroll) {
  if (bounds.steps || unroll == 1)
    return;
  throw UnsupportedError(Message(site.op(), "the option unroll needs bounds that are known while tracing")
                             .expected("bounds that are C++ numbers", "an Array")
                             .at(site.line)
                             .cure("Leave the option out, or give the bounds as numbers.")
                             .text("unsupportederror"));
}

Array next_index(const Array &index, const SourceLine &line) {
  const UserLine user(line);
  return index + 1;
}

Array index_below(const Array &index, const Array &limit, const SourceLine &line) {
  const UserLine user(line);
  return index < limit;
}

} // namespace burin::detail
