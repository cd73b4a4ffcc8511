// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "models.h"

#include <functional>

/// Warnings about arrays that a trace takes in from outside: large ones, and parameters that a captured variable reads
/// behind the back of the argument that holds them.
namespace {

using namespace trees;

std::string said(const std::function<void()> &program) {
  testing::internal::CaptureStderr();
  program();
  return testing::internal::GetCapturedStderr();
}

std::size_t times(const std::string &text, std::string_view piece) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = text.find(piece, at)) != text.npos; ++at)
    ++count;
  return count;
}

std::string at_line(int line) { return "captures_test.cpp:" + std::to_string(line); }

constexpr const char *as_constant = "burin: warning: [capture] ";

TEST(CapturedParameter, catches_a_model_that_is_read_through_a_capture) {
  const Dense d{ones({2, 3}), ones({3})};
  int line = 0, made = 0;
  const std::string text = said([&] {
    made = __LINE__ + 1;
    const auto f = jit([&](const Dense &, const Array &x) {
      line = __LINE__ + 1;
      return matmul(x, d.kernel) + d.kernel[0];
    });
    f(d, ones({1, 2}));
    f(d, ones({1, 2}));
  });
  EXPECT_EQ(times(text, as_constant), 1u) << text;
  expect_pieces(text, {"`lambda` (traced for jit at ", at_line(made).c_str(),
                       "reads argument 0: .kernel, of type float32[2,3], 24 bytes, as a constant",
                       at_line(line).c_str(), "Use the parameter"});
}

TEST(CapturedParameter, catches_a_copy_and_a_read_in_a_nested_function) {
  Model m = model();
  const std::string text = said([&] {
    jit([copy = m](Model &m, const Array &x) {
      const auto inner = [&](const Array &x) { return x * copy.layers[1].kernel; };
      m.count = m.count + 1;
      return grad(inner)(x);
    })(m, Array(2.f));
  });
  EXPECT_EQ(times(text, as_constant), 1u) << text;
  expect_pieces(text, {"reads argument 0: .layers[1].kernel, of type float32[], 4 bytes"});
}

TEST(CapturedParameter, catches_every_parameter_once) {
  const Dense d{ones({2}), ones({2})};
  const auto read = [&](const Dense &, const Array &x) { return x * d.kernel + d.bias * d.kernel; };
  EXPECT_EQ(times(said([&] { checkpoint(read)(d, ones({2})); }), as_constant), 2u);
}

TEST(CapturedParameter, does_not_flag_the_parameter_and_what_is_not_trained) {
  const Model m = model();
  const Dense d{ones({2}), ones({2})}, other{zeros({2}), zeros({2})};
  const Array x = ones({2}), rate(0.5f);
  EXPECT_EQ(said([&] {
              jit([](const Dense &d, const Array &x) { return x * d.kernel; })(d, x);
              jit([&](const Model &p, const Array &x) { return x * m.mean + m.count + p.noise.scale; })(m, x);
              jit([&](const Dense &p, const Array &x) { return x * other.kernel * p.kernel * rate; })(d, x);
              jit([&](const Array &y) { return x + y; })(x);
              jit([&](const std::vector<Array> &v) { return x + v[0]; })(std::vector<Array>{x});
            }),
            "");
}

// A trace of its own for every call: nothing becomes stale.
TEST(CapturedParameter, does_not_flag_functions_that_are_traced_again) {
  const Dense d{ones({2}), ones({2})};
  EXPECT_EQ(said([&] {
              grad([&](const Dense &p) { return sum(square(p.kernel - d.kernel)); })(d);
              vmap([&](const Dense &p) { return p.kernel * sum(d.kernel); })(d);
              jit([&](const Dense &d) { return grad([&](const Dense &p) { return sum(p.kernel * d.kernel); })(d); })(d);
            }),
            "");
}

TEST(LargeCapture, catches_more_than_a_mebibyte_once_per_trace) {
  const Array table = ones({1 << 18}), larger = ones({(1 << 18) + 1});
  int line = 0;
  const std::string text = said([&] {
    const auto f = jit([&](const Array &x) {
      line = __LINE__ + 1;
      return sum(larger * x) + sum(larger) + sum(table);
    });
    f(Array(2.f));
    f(Array(3.f));
  });
  EXPECT_EQ(times(text, as_constant), 1u) << text;
  expect_pieces(text, {"takes in an array of type float32[262145], 1048580 bytes, that is not an argument",
                       at_line(line).c_str(), "Pass it as an argument."});
}

TEST(LargeCapture, names_the_line_in_a_nested_function) {
  const Array large = ones({1 << 19});
  int line = 0;
  const std::string text = said([&] {
    jit([&](const Array &x) {
      return grad([&](const Array &y) {
        line = __LINE__ + 1;
        return sum(large * y);
      })(x);
    })(Array(2.f));
  });
  EXPECT_EQ(times(text, as_constant), 1u) << text;
  expect_pieces(text, {at_line(line).c_str()});
}

TEST(LargeCapture, does_not_flag_arguments_and_programs_that_are_not_kept) {
  const Array large = ones({1 << 19});
  EXPECT_EQ(said([&] {
              jit([](const Array &x) { return sum(x); })(large);
              grad([&](const Array &x) { return sum(large * x); })(Array(2.f));
              vmap([&](const Array &x) { return x * sum(large); })(ones({2}));
            }),
            "");
}

} // namespace
