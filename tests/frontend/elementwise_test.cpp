// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Elementwise functions with the real compiler: values and gradients against JAX's, dtypes, edges, errors.
#include "tests/frontend/error_text.h"
#include "tests/nn/golden.h"

#include <bit>
#include <cmath>
#include <functional>
#include <limits>
#include <map>

namespace {

using namespace burin;
using Unary = std::function<Array(const Array &)>;
using Binary = std::function<Array(const Array &, const Array &)>;
using Doubles = std::vector<double>;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

Array from(const Doubles &values) {
  return Array::from_buffer(values, Shape{static_cast<std::int64_t>(values.size())});
}

const std::map<std::string, Unary> unary = {
    {"tan", [](const Array &x) { return tan(x); }},
    {"arctan", [](const Array &x) { return arctan(x); }},
    {"sinh", [](const Array &x) { return sinh(x); }},
    {"cosh", [](const Array &x) { return cosh(x); }},
    {"arcsinh", [](const Array &x) { return arcsinh(x); }},
    {"sinc", [](const Array &x) { return sinc(x); }},
    {"deg2rad", [](const Array &x) { return deg2rad(x); }},
    {"rad2deg", [](const Array &x) { return rad2deg(x); }},
    {"ceil", [](const Array &x) { return ceil(x); }},
    {"round", [](const Array &x) { return round(x); }},
    {"rint", [](const Array &x) { return rint(x); }},
    {"trunc", [](const Array &x) { return trunc(x); }},
    {"fabs", [](const Array &x) { return fabs(x); }},
    {"nan_to_num", [](const Array &x) { return nan_to_num(x); }},
    {"arcsin", [](const Array &x) { return arcsin(x); }},
    {"arccos", [](const Array &x) { return arccos(x); }},
    {"arctanh", [](const Array &x) { return arctanh(x); }},
    {"arccosh", [](const Array &x) { return arccosh(x); }},
    {"log10", [](const Array &x) { return log10(x); }},
    {"erfc", [](const Array &x) { return erfc(x); }},
    {"erfinv", [](const Array &x) { return erfinv(x); }},
    {"gammaln", [](const Array &x) { return gammaln(x); }},
    {"digamma", [](const Array &x) { return digamma(x); }},
    {"trigamma", [](const Array &x) { return polygamma(1, x); }},
    {"tetragamma", [](const Array &x) { return polygamma(2, x); }},
    {"clamp", [](const Array &x) { return lax::clamp(-0.6, x, 2.5); }},
    {"clip", [](const Array &x) { return clip(x, -0.6, 2.5); }},
};

const std::map<std::string, Binary> binary = {
    {"arctan2", [](const Array &x, const Array &y) { return arctan2(x, y); }},
    {"hypot", [](const Array &x, const Array &y) { return hypot(x, y); }},
    {"logaddexp", [](const Array &x, const Array &y) { return logaddexp(x, y); }},
    {"logaddexp2", [](const Array &x, const Array &y) { return logaddexp2(x, y); }},
    {"copysign", [](const Array &x, const Array &y) { return copysign(x, y); }},
    {"fmod", [](const Array &x, const Array &y) { return fmod(x, y); }},
    {"fmax", [](const Array &x, const Array &y) { return fmax(x, y); }},
    {"fmin", [](const Array &x, const Array &y) { return fmin(x, y); }},
    {"heaviside", [](const Array &x, const Array &y) { return heaviside(x, y); }},
    {"maximum", [](const Array &x, const Array &y) { return maximum(x, y); }},
    {"minimum", [](const Array &x, const Array &y) { return minimum(x, y); }},
    {"floor_divide", [](const Array &x, const Array &y) { return floor_divide(x, y); }},
    {"remainder", [](const Array &x, const Array &y) { return remainder(x, y); }},
};

void expect_close(const Array &got, const golden::Json &stored, const std::string &name) {
  const auto want = stored.get<Doubles>(), have = got.to_vector<double>();
  ASSERT_EQ(have.size(), want.size()) << name;
  for (std::size_t i = 0; i < want.size(); ++i)
    EXPECT_NEAR(have[i], want[i], 1e-12 * std::max(1.0, std::abs(want[i]))) << name << " [" << i << "]";
}

TEST(Elementwise, values_and_gradients_are_those_of_jax) {
  const golden::Json table = golden::load("elementwise.json");
  EXPECT_EQ(table.size(), unary.size() + binary.size());
  for (const auto &[name, stored] : table.items()) {
    const auto operands = stored.at("operands").get<std::vector<Doubles>>();
    const golden::Json &gradients = stored.at("gradients");
    if (operands.size() == 1) {
      const Unary &f = unary.at(name);
      expect_close(f(from(operands[0])), stored.at("value"), name);
      expect_close(grad([&](const Array &x) { return sum(f(x)); })(from(operands[0])), gradients[0], "d " + name);
      continue;
    }
    const Binary &f = binary.at(name);
    const Array x = from(operands[0]), y = from(operands[1]);
    expect_close(f(x, y), stored.at("value"), name);
    expect_close(grad([&](const Array &a) { return sum(f(a, y)); })(x), gradients[0], "dx " + name);
    expect_close(grad([&](const Array &b) { return sum(f(x, b)); })(y), gradients[1], "dy " + name);
  }
}

TEST(Elementwise, integers_are_computed_as_f32) {
  const Array x = Array::of({1, 2});
  for (const Array &y : {tan(x), erfc(x), gammaln(x), log10(x), rint(x), hypot(x, x), float_power(x, x), deg2rad(x)})
    EXPECT_EQ(y.dtype(), f32);
  for (const Array &y : {ceil(x), floor(x), trunc(x), round(x), fmod(x, x), fmax(x, x)})
    EXPECT_EQ(y.dtype(), i32);
}

TEST(Elementwise, kinds_of_numbers) {
  using Bools = std::vector<bool>;
  const auto bools = [](const Array &x) {
    Bools list;
    for (double v : x.astype(f64).to_vector<double>())
      list.push_back(v != 0);
    return list;
  };
  const Array x = from({-infinity, -1, -0.0, 0, infinity, nan});
  EXPECT_EQ(bools(isinf(x)), (Bools{true, false, false, false, true, false}));
  EXPECT_EQ(bools(isposinf(x)), (Bools{false, false, false, false, true, false}));
  EXPECT_EQ(bools(isneginf(x)), (Bools{true, false, false, false, false, false}));
  EXPECT_EQ(bools(signbit(x)), (Bools{true, true, true, false, false, false}));
  EXPECT_EQ(bools(signbit(Array::of({-1, 2}))), (Bools{true, false}));
  EXPECT_EQ(nan_to_num(x.astype(f32), 7, 1.5).to_vector<float>(),
            (std::vector<float>{-std::numeric_limits<float>::max(), -1, 0, 0, 1.5f, 7}));
  EXPECT_EQ(fmax(x, 3.0).to_vector<double>(), (Doubles{3, 3, 3, 3, infinity, 3}));
}

TEST(Elementwise, sums_of_exponentials_at_the_edges) {
  const Array x = from({-infinity, -infinity, infinity, 0}), y = from({-infinity, 2, infinity, -800});
  EXPECT_EQ(logaddexp(x, y).to_vector<double>(), (Doubles{-infinity, 2, infinity, 0}));
  const auto f = [](const Array &a) { return logaddexp(a, 1.0); };
  const Array one = Array(1.0).astype(f64);
  EXPECT_EQ(grad(f)(one).item<double>(), 0.5);
  EXPECT_NEAR(grad(grad(f))(one).item<double>(), 0.25, 1e-15);
  const Doubles lengths = hypot(from({infinity, 3e200, 0}), from({infinity, 4e200, 0})).to_vector<double>();
  EXPECT_EQ(lengths[0], infinity);
  EXPECT_DOUBLE_EQ(lengths[1], 5e200);
  EXPECT_EQ(lengths[2], 0);
}

TEST(Elementwise, rounding_to_decimals) {
  EXPECT_EQ(round(Array::of({2.5, 3.5, -0.125, 1234.5}), 2).to_vector<double>(), (Doubles{2.5, 3.5, -0.12, 1234.5}));
  EXPECT_EQ(round(Array::of({1234.5, 1250.0}), -2).to_vector<double>(), (Doubles{1200, 1200}));
  EXPECT_EQ(lax::round(Array::of({2.5, -2.5})).to_vector<double>(), (Doubles{3, -3}));
  EXPECT_ERROR(UnsupportedError, round(Array::of({1234}), -2), "[round]", "decimals >= 0", "-2");
}

TEST(Elementwise, bits) {
  const Array x = Array::of({1.0f, -2.0f}), bytes = lax::bitcast_convert_type(x, u8);
  EXPECT_EQ(bytes.shape(), (Shape{2, 4}));
  EXPECT_EQ(lax::bitcast_convert_type(bytes, f32).to_vector<float>(), x.to_vector<float>());
  EXPECT_EQ(lax::bitcast_convert_type(x, i32).to_vector<std::int32_t>()[0], std::bit_cast<std::int32_t>(1.0f));
  EXPECT_EQ(lax::population_count(Array::of({7, -1})).to_vector<std::int32_t>(), (std::vector<std::int32_t>{3, 32}));
  EXPECT_EQ(lax::clz(Array::of({1, 0})).to_vector<std::int32_t>(), (std::vector<std::int32_t>{31, 32}));
  EXPECT_EQ(bitwise_count(Array::of({-7, 3})).to_vector<std::uint8_t>(), (std::vector<std::uint8_t>{3, 2}));
  EXPECT_EQ(lax::reduce_precision(Array(1.001f), 8, 7).item<float>(), 1.0f);
  EXPECT_EQ(nextafter(1.0f, Array(2.0f)).item<float>(), std::nextafter(1.0f, 2.0f));
  EXPECT_EQ(grad([](const Array &a) { return nextafter(a, 2.0f); })(Array(1.0f)).item<float>(), 1);
}

TEST(Elementwise, errors_name_the_function) {
  EXPECT_ERROR(DTypeError, lax::clz(Array(1.0f)), "[clz]", "expected integers");
  EXPECT_ERROR(DTypeError, bitwise_count(Array(1.0f)), "[bitwise_count]", "expected bool or integers");
  EXPECT_ERROR(ShapeError, lax::bitcast_convert_type(zeros({3}, u8), f32), "expected a last axis of extent 4");
  EXPECT_ERROR(DTypeError, lax::bitcast_convert_type(zeros({3}, bool_), u8), "expected numbers");
  EXPECT_ERROR(UnsupportedError, polygamma(-1, Array(1.0f)), "order is -1; expected 1 to 32");
  EXPECT_ERROR(UnsupportedError, lax::reduce_precision(Array(1.0f), 0, 7), "expected at least 1");
}

} // namespace
