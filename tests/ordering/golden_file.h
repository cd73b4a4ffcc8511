// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "tests/nn/golden.h"

#include <string>

/// What tools/golden/make_ordering.py stored.
namespace golden {

inline const Json &ordering() {
  static const Json file = load("ordering.json");
  return file;
}

/// In f32, or i32.
inline burin::Array input(const std::string &name) {
  const Json &stored = ordering().at("inputs").at(name);
  const burin::Array exact = burin::Array::from_buffer(numbers(stored), shape_of(stored));
  return exact.astype(stored.at("dtype") == "int32" ? burin::i32 : burin::f32);
}

/// To `rtol`, of 1 at least.
inline void expect_stored(const burin::Array &got, const Json &stored, double rtol, const std::string &name) {
  expect_stored(got, stored, rtol, 1, name);
}

inline void expect_output(const std::string &name, const burin::Array &got, double rtol = 0) {
  expect_stored(got, ordering().at("outputs").at(name), rtol, name);
}

} // namespace golden
