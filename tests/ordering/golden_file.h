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

inline std::vector<double> numbers(const Json &stored) {
  std::vector<double> values;
  for (const Json &value : stored.at("values"))
    values.push_back(value.is_string() ? std::stod(value.get<std::string>()) : value.get<double>());
  return values;
}

/// In f32, or i32.
inline burin::Array input(const std::string &name) {
  const Json &stored = ordering().at("inputs").at(name);
  const burin::Array exact = burin::Array::from_buffer(numbers(stored), shape_of(stored));
  return exact.astype(stored.at("dtype") == "int32" ? burin::i32 : burin::f32);
}

/// Equal shapes, dtypes, and values: NaN equals NaN, others within `rtol`.
inline void expect_stored(const burin::Array &got, const Json &stored, double rtol, const std::string &name) {
  ASSERT_EQ(got.shape(), shape_of(stored)) << name;
  EXPECT_EQ(burin::name_of(got.dtype()), stored.at("dtype").get<std::string>()) << name;
  const std::vector<double> have = got.astype(burin::f64).to_vector<double>(), want = numbers(stored);
  for (std::size_t i = 0; i < want.size(); ++i)
    if (std::isfinite(want[i]))
      EXPECT_NEAR(have[i], want[i], rtol * std::max(1.0, std::abs(want[i]))) << name << " [" << i << "]";
    else
      EXPECT_TRUE(have[i] == want[i] || (std::isnan(have[i]) && std::isnan(want[i]))) << name << " [" << i << "]";
}

inline void expect_output(const std::string &name, const burin::Array &got, double rtol = 0) {
  expect_stored(got, ordering().at("outputs").at(name), rtol, name);
}

} // namespace golden
