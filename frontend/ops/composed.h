// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "frontend/ops/key.h"
#include "frontend/ops/record.h"

#include <functional>
#include <source_location>

/// Functions that are written with others. Outside of traces each is one cached program, not one per operation.
namespace burin::detail {

/// `body` takes the operand as an Array.
template <class Body> Array composed(std::string_view name, const In &x, const Key &key, Body body) {
  const Operand operand(x);
  return library(name, {operand.get()}, key, x.where(),
                 [&](std::span<const Array> in) { return std::invoke(body, in[0]); });
}

/// The same of two operands. A C++ number takes the dtype that it has together with the other one.
template <class Body> Array composed(std::string_view name, const In &x, const In &y, const Key &key, Body body) {
  const Operand a(x, y), b(y, x);
  return library(name, {a.get(), b.get()}, key, x.where(),
                 [&](std::span<const Array> in) { return std::invoke(body, in[0], in[1]); });
}

/// `body` takes all operands as a span; those that are none are not among them.
template <class Body>
Array composed(std::string_view name, std::span<const Array> operands, const Key &key, std::source_location where,
               Body body) {
  std::vector<const Array *> given;
  for (const Array &operand : operands)
    if (!operand.is_none())
      given.push_back(&operand);
  return library(name, given, key, where, body);
}

} // namespace burin::detail
