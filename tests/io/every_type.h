// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "frontend/io/file_call.h"

#include <burin/state.h>

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>

template <class T> void expect_counted(const burin::State &state, const char *name) {
  const burin::Array &x = state.at(name);
  ASSERT_EQ(x.shape(), (burin::Shape{2, 3})) << name;
  EXPECT_EQ(x.to_vector<T>(), (std::vector<T>{T(0), T(1), T(2), T(3), T(4), T(5)})) << name;
}

inline void expect_bits(const burin::State &state, const char *name, burin::DType dtype,
                        const std::vector<std::uint16_t> &bits) {
  const burin::Array &x = state.at(name);
  ASSERT_EQ(x.dtype(), dtype);
  const burin::detail::FileCall call{"test", "", {}};
  const auto bytes = burin::detail::bytes_of(x, call);
  EXPECT_EQ(std::memcmp(bytes.data(), bits.data(), bytes.size()), 0) << name;
}

/// What tools/golden/make_io.py writes: 0 to 5 in each dtype, one scalar, one array without elements.
inline void expect_every_type(const burin::State &state) {
  EXPECT_EQ(state.at("bool").to_vector<bool>(), (std::vector<bool>{false, true, true, true, true, true}));
  expect_counted<std::int8_t>(state, "int8");
  expect_counted<std::int16_t>(state, "int16");
  expect_counted<std::int32_t>(state, "int32");
  expect_counted<std::int64_t>(state, "int64");
  expect_counted<std::uint8_t>(state, "uint8");
  expect_counted<std::uint16_t>(state, "uint16");
  expect_counted<std::uint32_t>(state, "uint32");
  expect_counted<std::uint64_t>(state, "uint64");
  expect_counted<float>(state, "float32");
  expect_counted<double>(state, "float64");
  expect_bits(state, "float16", burin::f16, {0, 0x3c00, 0x4000, 0x4200, 0x4400, 0x4500});
  expect_bits(state, "bfloat16", burin::bf16, {0, 0x3f80, 0x4000, 0x4040, 0x4080, 0x40a0});
  EXPECT_EQ(state.at("scalar").item<float>(), 1.5f);
  EXPECT_EQ(state.at("empty").shape(), (burin::Shape{2, 0, 3}));
}
