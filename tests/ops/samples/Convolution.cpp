// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/ops/Samples.h"

#include "llvm/Support/raw_ostream.h"

namespace burin::tests {
namespace {

using List = std::vector<int>;

struct Form {
  List strides, low, high, lhsDilation, rhsDilation;
  List lhs, rhs, result;
  int featureGroups = 1, batchGroups = 1;
};

std::string text(const Form &form) {
  std::string all = "{";
  llvm::raw_string_ostream out(all);
  auto list = [&](const char *name, const List &numbers) {
    out << name << " = array<i64";
    for (size_t i = 0; i < numbers.size(); ++i)
      out << (i ? ", " : ": ") << numbers[i];
    out << ">, ";
  };
  list("window_strides", form.strides);
  list("low", form.low);
  list("high", form.high);
  list("lhs_dilation", form.lhsDilation);
  list("rhs_dilation", form.rhsDilation);
  list("lhs_layout", form.lhs);
  list("rhs_layout", form.rhs);
  list("result_layout", form.result);
  out << "feature_groups = " << form.featureGroups << " : i64, batch_groups = " << form.batchGroups << " : i64}";
  return all;
}

const List ones{1, 1}, none{0, 0}, nchw{0, 1, 2, 3}, nhwc{0, 3, 1, 2}, hwio{3, 2, 0, 1};

/// Images in NHWC under kernels in HWIO.
Form images(List strides, List low, List high, int featureGroups = 1, int batchGroups = 1) {
  return {strides, low, high, ones, ones, nhwc, hwio, nhwc, featureGroups, batchGroups};
}

} // namespace

// Of one sign and few products: where sums cancel or are long, no small number of units bounds their rounding.
std::vector<Sample> samplesOfConvolution() {
  auto sample = [](const char *lhs, const char *rhs, const Form &form) {
    return Sample{"convolution", {{lhs, 0.5, 2}, {rhs, 0.5, 2}}, text(form)};
  };
  return {
      sample("2x5x6x1xf64", "3x3x1x4xf64", images(ones, ones, ones)),
      sample("2x5x6x3xf64", "2x2x3x4xf64", images(ones, none, none)),
      sample("2x7x6x2xf64", "3x2x2x5xf64", images({2, 3}, {1, 0}, {0, 2})),
      sample("2x4x5x6xf64", "1x1x6x5xf64", images(ones, none, none)),
      // Groups of features, one of them depthwise, and of the batch.
      sample("2x4x4x6xf64", "2x2x3x4xf64", images(ones, none, ones, 2)),
      sample("1x4x4x5xf64", "3x3x1x5xf64", images(ones, ones, ones, 5)),
      sample("1x4x4x3xf64", "3x3x1x6xf64", images(ones, ones, ones, 3)),
      sample("4x3x4x2xf64", "2x2x2x6xf64", images(ones, none, none, 1, 2)),
      // Other layouts: channels first, and all three different.
      sample("2x1x5x5xf64", "4x1x3x3xf64", {ones, ones, ones, ones, ones, nchw, nchw, nchw}),
      sample("2x3x6x6xf64", "4x3x2x2xf64", {{2, 2}, none, none, ones, ones, nchw, nchw, nchw}),
      sample("2x4x5x6xf64", "6x2x2x3xf64", {ones, none, none, ones, ones, nchw, nchw, nchw, 2}),
      sample("5x2x4x3xf64", "3x2x2x3xf64",
             {ones, {1, 0}, {0, 1}, ones, ones, {1, 3, 0, 2}, {2, 3, 1, 0}, {2, 0, 3, 1}}),
      // Dilations, negative padding, strides that leave a rest.
      sample("2x4x5x2xf64", "2x3x2x3xf64", {{1, 2}, {1, 2}, {2, 0}, {2, 3}, {2, 1}, nhwc, hwio, nhwc}),
      sample("1x7x8x2xf64", "2x2x2x2xf64", images({2, 2}, {-1, -2}, {1, -1})),
      sample("1x6x6x2xf64", "2x2x1x2xf64", {ones, {-1, 3}, {0, -1}, ones, {2, 2}, nhwc, hwio, nhwc, 2}),
      // Other numbers of spatial axes.
      sample("4x3xf64", "3x5xf64", {{}, {}, {}, {}, {}, {0, 1}, {1, 0}, {0, 1}}),
      sample("2x9x2xf64", "3x2x4xf64", {{2}, {1}, {1}, {1}, {2}, {0, 2, 1}, {2, 1, 0}, {0, 2, 1}}),
      sample(
          "1x2x3x4x3xf64", "2x2x2x1x2xf64",
          {{1, 1, 2}, {0, 1, 1}, {1, 0, 0}, {1, 1, 1}, {1, 1, 1}, {0, 1, 2, 3, 4}, {0, 1, 2, 3, 4}, {0, 1, 2, 3, 4}}),
      // Nothing to convolve, to sum, or to give.
      sample("0x4x4x2xf64", "3x3x2x3xf64", images(ones, ones, ones)),
      sample("2x4x4x0xf64", "3x3x0x3xf64", images(ones, ones, ones)),
      sample("2x0x4x2xf64", "3x3x2x3xf64", images(ones, ones, ones)),
      sample("2x4x4x2xf64", "5x3x2x3xf64", images(ones, none, none)),
      sample("2x4x4x2xf64", "0x3x2x3xf64", images(ones, none, none)),
      sample("1x1x1x1xf64", "1x1x1x1xf64", images(ones, none, none)),
      // Wide enough for vectors, with a rest.
      sample("2x6x7x1xf32", "3x3x1x19xf32", images(ones, ones, ones)),
      sample("2x6x9x5xf32", "1x2x5x19xf32", images(ones, none, none)),
      sample("1x6x20x19xf32", "3x3x1x19xf32", images(ones, none, none, 19)),
      sample("1x1x9x20xf32", "5x1x3x3xf32", {ones, ones, ones, ones, ones, nchw, nchw, nchw}),
  };
}

} // namespace burin::tests
