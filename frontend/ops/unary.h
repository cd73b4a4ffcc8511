// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "frontend/ops/composed.h"

#include <cstdint>
#include <initializer_list>
#include <string_view>

/// What functions of one array are written with.
namespace burin::detail {

/// What a function of one array takes and gives.
enum class UnaryDomain : std::uint8_t {
  numeric,  ///< not bool
  floating, ///< integers and bool become f32
  bits,     ///< bool and integers
  integers
};

struct Unary {
  std::string_view name, op;
  UnaryDomain domain;
};

/// One operation. `key` tells programs of different attributes apart outside of traces.
Array unary(const Unary &f, const In &x, std::initializer_list<runtime::Attribute> attributes = {},
            std::initializer_list<std::int64_t> key = {});

/// A rounding function: integers are what they are.
Array rounding(const Unary &f, const In &x, std::initializer_list<runtime::Attribute> attributes = {});

[[noreturn]] void throw_dtype(std::string_view name, const Array &x, std::string_view expected, std::string_view cure);

} // namespace burin::detail
