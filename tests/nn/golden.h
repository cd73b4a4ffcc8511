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

/// Elements as numbers; those that JSON has no number for are texts: "nan", "-inf".
inline std::vector<double> numbers(const Json &stored) {
  std::vector<double> list;
  for (const Json &value : stored.at("values"))
    list.push_back(value.is_string()    ? std::stod(value.get<std::string>())
                   : value.is_boolean() ? double(value.get<bool>())
                                        : value.get<double>());
  return list;
}

template <class T> std::vector<double> widened(const burin::Array &x) {
  const T *first = x.data<T>();
  return std::vector<double>(first, first + x.size());
}

inline std::vector<double> numbers(const burin::Array &x) {
  using burin::DType;
  switch (x.dtype()) {
  case DType::bool_: return widened<bool>(x);
  case DType::i8: return widened<std::int8_t>(x);
  case DType::i32: return widened<std::int32_t>(x);
  case DType::u32: return widened<std::uint32_t>(x);
  case DType::f32: return widened<float>(x);
  case DType::f64: return widened<double>(x);
  default: ADD_FAILURE() << "no reader for " << name_of(x.dtype()); return {};
  }
}

/// Equal shapes, dtypes and elements; finite floating ones to |got - want| <= rtol max(|want|, floor).
inline void expect_stored(const burin::Array &got, const Json &stored, double rtol, double floor,
                          const std::string &name) {
  EXPECT_EQ(std::string(name_of(got.dtype())), stored.at("dtype").get<std::string>()) << name;
  ASSERT_EQ(got.shape(), shape_of(stored)) << name;
  const std::vector<double> have = numbers(got), want = numbers(stored);
  ASSERT_EQ(have.size(), want.size()) << name;
  for (std::size_t i = 0; i < want.size(); ++i)
    if (std::isfinite(want[i]) && is_floating(got.dtype()))
      EXPECT_NEAR(have[i], want[i], rtol * std::max(floor, std::abs(want[i]))) << name << " [" << i << "]";
    else
      EXPECT_TRUE(have[i] == want[i] || (std::isnan(have[i]) && std::isnan(want[i])))
          << name << " [" << i << "] " << have[i] << " for " << want[i];
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
