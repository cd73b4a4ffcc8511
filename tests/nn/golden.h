// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <burin/burin.h>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdint>
#include <fstream>
#include <string>
#include <vector>

/// Values that JAX computed; tools/golden has the scripts.
namespace golden {

using Json = nlohmann::json;

inline Json load(const std::string &name) {
  std::ifstream file(std::string(BURIN_GOLDEN) + "/" + name);
  if (!file)
    throw std::runtime_error("no golden file " + name);
  return Json::parse(file);
}

inline burin::Shape shape_of(const Json &stored) {
  const auto extents = stored.at("shape").get<std::vector<std::int64_t>>();
  return burin::Shape(std::span<const std::int64_t>(extents));
}

inline burin::Array array(const Json &stored) {
  const std::string dtype = stored.at("dtype");
  const Json &values = stored.at("values");
  if (dtype == "int32")
    return burin::Array::from_buffer(values.get<std::vector<std::int32_t>>(), shape_of(stored));
  if (dtype == "uint32")
    return burin::Array::from_buffer(values.get<std::vector<std::uint32_t>>(), shape_of(stored));
  if (dtype == "float64")
    return burin::Array::from_buffer(values.get<std::vector<double>>(), shape_of(stored));
  return burin::Array::from_buffer(values.get<std::vector<float>>(), shape_of(stored));
}

template <class T> void expect_equal(const burin::Array &got, const Json &stored, const std::string &name) {
  ASSERT_EQ(got.shape(), shape_of(stored)) << name;
  EXPECT_EQ(got.to_vector<T>(), stored.at("values").get<std::vector<T>>()) << name;
}

/// |got - want| <= rtol max(|want|, floor).
inline void expect_near(const burin::Array &got, const Json &values, double rtol, double floor,
                        const std::string &name) {
  const auto want = values.get<std::vector<float>>();
  const auto have = got.to_vector<float>();
  ASSERT_EQ(have.size(), want.size()) << name;
  for (std::size_t i = 0; i < want.size(); ++i)
    EXPECT_NEAR(have[i], want[i], rtol * std::max(std::abs(static_cast<double>(want[i])), floor))
        << name << " [" << i << "]";
}

} // namespace golden
