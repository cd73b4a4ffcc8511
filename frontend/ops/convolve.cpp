// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/ops/convolution.h"

#include "burin/errors.h"
#include "burin/lax/convolution.h"
#include "frontend/ops/record.h"
#include "frontend/trace/message.h"

#include <string>

namespace burin {
namespace {

using detail::Message;

enum class Mode { full, same, valid };

Mode mode_of(std::string_view op, std::string_view text) {
  if (text == "full")
    return Mode::full;
  if (text == "same")
    return Mode::same;
  if (text == "valid")
    return Mode::valid;
  throw UnsupportedError(Message(op, "there is no mode '" + std::string(text) + "'")
                             .expected("'full', 'same' or 'valid'", "'" + std::string(text) + "'")
                             .at_user_line()
                             .text("unsupportederror"));
}

void check_operands(std::string_view op, const Array &x, const Array &y) {
  if (x.ndim() == 1 && y.ndim() == 1 && x.size() > 0 && y.size() > 0)
    return;
  throw ShapeError(Message(op, "operands have shapes " + x.shape().str() + " and " + y.shape().str())
                       .expected("one axis and at least one element", x.shape().str() + " and " + y.shape().str())
                       .operand("operand 0", x)
                       .operand("operand 1", y)
                       .at_user_line()
                       .cure("lax::conv_general_dilated convolves arrays with more axes.")
                       .text("shapeerror"));
}

/// The kernel is not longer, and stands as the sum reads it.
Array slide(const Array &x, const Array &kernel, Mode mode) {
  const std::int64_t k = kernel.size();
  const PadWidth width = mode == Mode::full   ? PadWidth{k - 1, k - 1}
                         : mode == Mode::same ? PadWidth{k / 2, k - k / 2 - 1}
                                              : PadWidth{};
  const Array sums = lax::conv_general_dilated(detail::reshape_to(x, {1, 1, x.size()}),
                                               detail::reshape_to(kernel, {1, 1, k}), {.padding = {width}});
  return detail::reshape_to(sums, {sums.size()});
}

template <class Body>
Array of_lines(std::string_view name, const In &x, const In &y, std::string_view mode, Body body) {
  const detail::Operand a(x, y), b(y, x);
  const std::vector<std::int64_t> key(mode.begin(), mode.end());
  return detail::library(name, {a.get(), b.get()}, std::span<const std::int64_t>(key), x.where(),
                         [&](std::span<const Array> in) {
                           check_operands(name, in[0], in[1]);
                           const auto type = to_floating(promote(detail::type_of(in[0]), detail::type_of(in[1])));
                           return body(detail::convert(in[0], type), detail::convert(in[1], type), mode_of(name, mode));
                         });
}

} // namespace

Array convolve(const In &x, const In &y, std::string_view mode) {
  return of_lines("convolve", x, y, mode, [](const Array &a, const Array &b, Mode m) {
    return a.size() < b.size() ? slide(b, flip(a), m) : slide(a, flip(b), m);
  });
}

Array correlate(const In &x, const In &y, std::string_view mode) {
  return of_lines("correlate", x, y, mode, [](const Array &a, const Array &b, Mode m) {
    return a.size() < b.size() ? flip(slide(b, a, m)) : slide(a, b, m);
  });
}

} // namespace burin
