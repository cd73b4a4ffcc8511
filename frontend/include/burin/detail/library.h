// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/array.h"
#include "burin/in.h"
#include "burin/source_line.h"

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

/// How a library function of several operations becomes one cached program outside of traces.
namespace burin::detail {

/// What identifies the program, besides the types of its operands.
struct LibraryCall {
  std::string_view name; ///< unique in the process; of static lifetime
  std::span<const std::int64_t> attributes;
  std::span<const Array *const> operands;
  std::source_location where; ///< used unless a UserLine is in force
};

using LibraryBody = void (*)(void *context, std::span<const Array> operands, std::span<Array> results);

/// Outside of traces: runs `body` on tracers once per (name, attributes, types of the operands), compiles, and runs the
/// program. In a trace: runs `body` on the operands themselves.
void run_library(const LibraryCall &call, std::span<Array> results, LibraryBody body, void *context);

/// `body` takes std::span<const Array> and gives one Array.
template <class Body>
Array library(std::string_view name, std::span<const Array *const> operands, std::span<const std::int64_t> attributes,
              std::source_location where, Body &&body) {
  Array result;
  using B = std::remove_reference_t<Body>;
  run_library(
      {name, attributes, operands, where}, {&result, 1},
      [](void *context, std::span<const Array> in, std::span<Array> out) { out[0] = (*static_cast<B *>(context))(in); },
      const_cast<std::remove_const_t<B> *>(&body));
  return result;
}
template <class Body>
Array library(std::string_view name, std::initializer_list<const Array *> operands,
              std::span<const std::int64_t> attributes, std::source_location where, Body &&body) {
  return library(name, std::span(operands.begin(), operands.size()), attributes, where, std::forward<Body>(body));
}
template <class Body>
Array library(std::string_view name, std::initializer_list<const Array *> operands,
              std::initializer_list<std::int64_t> attributes, std::source_location where, Body &&body) {
  return library(name, operands, std::span<const std::int64_t>(attributes.begin(), attributes.size()), where,
                 std::forward<Body>(body));
}

/// `body` takes std::span<const Array> and gives two Arrays.
template <class Body>
std::pair<Array, Array> library_pair(std::string_view name, std::initializer_list<const Array *> operands,
                                     std::source_location where, Body &&body) {
  Array results[2];
  using B = std::remove_reference_t<Body>;
  run_library(
      {name, {}, {operands.begin(), operands.size()}, where}, results,
      [](void *context, std::span<const Array> in, std::span<Array> out) {
        auto [first, second] = (*static_cast<B *>(context))(in);
        out[0] = first;
        out[1] = second;
      },
      const_cast<std::remove_const_t<B> *>(&body));
  return {results[0], results[1]};
}

} // namespace burin::detail
