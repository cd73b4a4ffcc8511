// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "frontend/ops/record.h"

#include <cstdint>
#include <string_view>

/// What functions of two arrays are written with.
namespace burin::detail {

/// The dtypes a function of two arrays is defined on; others are converted, or refused for `bits` and `integers`.
enum class BinaryDomain : std::uint8_t { any, floating, bits, integers, truth };

struct Binary {
  std::string_view name, op;
  BinaryDomain domain;
};

/// Both operands in the joint dtype and shape.
struct Matched {
  Promoted type;
  Array x, y;
  Matched(std::string_view name, BinaryDomain domain, const Array &x, const Array &y);
};

/// A function written with others; the body takes a Matched, within a trace.
template <class Body> Array binary(std::string_view name, BinaryDomain domain, const In &x, const In &y, Body body) {
  const Operand a(x, y), b(y, x);
  return library(name, {a.get(), b.get()}, {}, x.where(),
                 [&](std::span<const Array> in) { return body(Matched(name, domain, in[0], in[1])); });
}

/// One operation.
Array binary(const Binary &f, const In &x, const In &y);

[[noreturn]] void throw_dtypes(std::string_view name, const Array &x, const Array &y, std::string_view expected);

} // namespace burin::detail
