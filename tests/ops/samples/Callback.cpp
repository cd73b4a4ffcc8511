// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime/host_functions.h"
#include "tests/ops/Samples.h"

namespace burin::tests {

namespace {

/// (x * n, n + 1) for rows x of three f32 and n of i32.
class Scaled final : public runtime::HostFunction {
  void call(const runtime::HostCall &arrays) const override {
    auto *products = static_cast<float *>(arrays.outputs[0]);
    auto *next = static_cast<int64_t *>(arrays.outputs[1]);
    for (size_t row = 0; row < arrays.num_rows(); ++row) {
      auto *x = static_cast<const float *>(arrays.inputs[0]) + 3 * arrays.row_of(0, row);
      int32_t n = static_cast<const int32_t *>(arrays.inputs[1])[arrays.row_of(1, row)];
      for (size_t i = 0; i < 3; ++i)
        products[3 * row + i] = x[i] * static_cast<float>(n);
      next[row] = int64_t(n) + 1;
    }
  }
};

std::string over(const std::string &rows) {
  return "{host_function = 0 : i64, input_types = [tensor<3xf32>, tensor<i32>], output_types = [tensor<3xf32>, "
         "tensor<i64>], rows = array<i64" +
         rows + ">}";
}

} // namespace

std::vector<Sample> samplesOfCallback() {
  static const Scaled function;
  static const runtime::HostFunction *const list[] = {&function};
  static const runtime::HostFunctions named(list); // for all programs of this thread
  const std::string reason = "a function of the host has no derivative; give it a rule of its own with custom_jvp or "
                             "custom_vjp, or stop_gradient its arguments";
  return {
      {"pure_callback", {{"3xf32"}, {"i32", -9, 9}}, over(""), 2, reason},
      {"pure_callback", {{"2x3xf32"}, {"2xi32", -9, 9}}, over(": 2"), 2, reason},
      {"pure_callback", {{"2x1x3xf32"}, {"1x4xi32", -9, 9}}, over(": 2, 4"), 2, reason},
      {"pure_callback", {{"0x3xf32"}, {"1xi32"}}, over(": 0"), 2, reason},
  };
}

} // namespace burin::tests
