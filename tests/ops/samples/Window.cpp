// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/ops/Samples.h"

namespace burin::tests {
namespace {

/// One shape of windows, with the shapes of the array and of the windows.
struct Windows {
  std::string array, windows, attributes;
};

const std::vector<Windows> &shapes() {
  static const std::vector<Windows> all = {
      // Layouts of images: spatial axes inside, and outside of the features.
      {"2x5x6x3", "2x2x3x3",
       "window_dimensions = array<i64: 1, 2, 2, 1>, window_strides = array<i64: 1, 2, 2, 1>, base_dilations = "
       "array<i64: 1, "
       "1, 1, 1>, window_dilations = array<i64: 1, 1, 1, 1>, low = array<i64: 0, 0, 0, 0>, high = array<i64: 0, 0, 0, "
       "0>"},
      {"2x2x5x7", "2x2x5x4",
       "window_dimensions = array<i64: 1, 1, 3, 3>, window_strides = array<i64: 1, 1, 1, 2>, base_dilations = "
       "array<i64: 1, "
       "1, 1, 1>, window_dilations = array<i64: 1, 1, 1, 1>, low = array<i64: 0, 0, 1, 1>, high = array<i64: 0, 0, 1, "
       "1>"},
      // Dilations of both kinds, negative padding, windows that see only padding.
      {"5x4", "7x4",
       "window_dimensions = array<i64: 2, 3>, window_strides = array<i64: 1, 2>, base_dilations = array<i64: 2, 3>, "
       "window_dilations = array<i64: 2, 2>, low = array<i64: -1, 1>, high = array<i64: 1, 0>"},
      {"3", "8",
       "window_dimensions = array<i64: 2>, window_strides = array<i64: 1>, base_dilations = array<i64: 1>, "
       "window_dilations = array<i64: 1>, low = array<i64: 3>, high = array<i64: 3>"},
      // No window fits, no element is there, no axis is there.
      {"2x3", "0x3",
       "window_dimensions = array<i64: 4, 1>, window_strides = array<i64: 1, 1>, base_dilations = array<i64: 1, 1>, "
       "window_dilations = array<i64: 1, 1>, low = array<i64: 0, 0>, high = array<i64: 1, 0>"},
      {"0x2", "2x2",
       "window_dimensions = array<i64: 2, 1>, window_strides = array<i64: 1, 1>, base_dilations = array<i64: 1, 1>, "
       "window_dilations = array<i64: 1, 1>, low = array<i64: 2, 0>, high = array<i64: 1, 0>"},
      {"", "",
       "window_dimensions = array<i64>, window_strides = array<i64>, base_dilations = array<i64>, window_dilations = "
       "array<i64>, low = array<i64>, high = array<i64>"},
  };
  return all;
}

std::string tensor(const std::string &shape, const char *dtype) { return shape.empty() ? dtype : shape + "x" + dtype; }

Operand array(const std::string &shape, const char *dtype, double low = -2, double high = 2) {
  return {tensor(shape, dtype).c_str(), low, high};
}

} // namespace

std::vector<Sample> samplesOfWindow() {
  std::vector<Sample> list;
  for (const Windows &shape : shapes()) {
    std::string attributes = "{" + shape.attributes + "}";
    // Of one sign: where sums cancel, no number of units bounds their rounding.
    for (const char *op : {"reduce_window_sum", "reduce_window_prod", "reduce_window_max", "reduce_window_min"})
      list.push_back({op, {array(shape.array, "f64", 0.5, 2)}, attributes});
    for (const char *select : {"ge", "le"}) {
      std::string selecting = "{select = \"" + std::string(select) + "\", " + shape.attributes + "}";
      list.push_back({"select_and_gather_add", {array(shape.array, "f64"), array(shape.array, "f64")}, selecting});
      list.push_back(
          {"select_and_scatter_add", {array(shape.windows, "f64", 0.5, 2), array(shape.array, "f64")}, selecting});
    }
  }
  return list;
}

} // namespace burin::tests
