// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/library/case.h"
#include "tests/nn/golden.h"

#include <set>

using namespace burin;
using library::Arrays;
using library::Case;

namespace {

using golden::Json;
using golden::numbers;

const Json &stored() {
  static const Json file = golden::load("library.json");
  return file;
}

Array input(const std::string &name) {
  const Json &entry = stored().at("inputs").at(name);
  const std::vector<double> list = numbers(entry);
  const Shape shape = golden::shape_of(entry);
  const std::string dtype = entry.at("dtype");
  if (dtype == "int8")
    return Array::from_buffer(std::vector<std::int8_t>(list.begin(), list.end()), shape);
  if (dtype == "int32")
    return Array::from_buffer(std::vector<std::int32_t>(list.begin(), list.end()), shape);
  const Array floats = Array::from_buffer(std::vector<float>(list.begin(), list.end()), shape);
  return dtype == "bool" ? floats.astype(bool_) : floats;
}

/// Formulas are of up to some hundred operations of f32, and numbers of about 1 cancel in them.
void expect_array(const Array &got, const Json &want, const std::string &what) {
  golden::expect_stored(got, want, 1e-5, 0.3, what);
}

void expect_same_bits(const Array &a, const Array &b, const std::string &what) {
  ASSERT_EQ(a.shape(), b.shape()) << what;
  ASSERT_EQ(a.dtype(), b.dtype()) << what;
  const std::vector<double> x = numbers(a), y = numbers(b);
  for (std::size_t i = 0; i < x.size(); ++i)
    EXPECT_TRUE((x[i] == y[i] && std::signbit(x[i]) == std::signbit(y[i])) || (std::isnan(x[i]) && std::isnan(y[i])))
        << what << " [" << i << "] " << x[i] << ' ' << y[i];
}

/// Sum of all floating results, weighted as make_library.py does.
Array weighted(const Arrays &results) {
  Array total = 0.F;
  for (const Array &result : results) {
    const Array weights = ((arange(result.size()) % 7 - 3) * 0.25).astype(result.dtype());
    total = total + sum(result * reshape(weights, result.shape()));
  }
  return total;
}

std::vector<Case> all_cases() {
  std::vector<Case> all;
  for (auto cases : {library::creation_cases, library::joining_cases, library::padding_cases, library::product_cases,
                     library::linalg_cases, library::statistics_cases, library::activation_cases})
    for (const Case &c : cases())
      all.push_back(c);
  return all;
}

class Library : public testing::TestWithParam<Case> {
protected:
  const Json &want = stored().at(GetParam().name);
  Arrays inputs;
  void SetUp() override {
    for (const Json &name : want.at("inputs"))
      inputs.push_back(input(name));
  }
};

TEST_P(Library, agrees_with_jax_eagerly_and_in_jit) {
  const auto function = GetParam().function;
  const Arrays eager = function(inputs).arrays;
  const Arrays compiled = jit([function](const Arrays &x) { return function(x).arrays; })(inputs);
  ASSERT_EQ(eager.size(), want.at("results").size());
  for (std::size_t i = 0; i < eager.size(); ++i) {
    expect_array(eager[i], want.at("results")[i], "result " + std::to_string(i));
    expect_same_bits(eager[i], compiled[i], "eager and jit, result " + std::to_string(i));
  }
}

class LibraryGradients : public Library {};

TEST_P(LibraryGradients, are_those_of_jax) {
  const auto function = GetParam().function;
  const Arrays gradients = jit(grad([function](const Arrays &x) { return weighted(function(x).arrays); }))(inputs);
  std::size_t next = 0;
  for (const Array &gradient : gradients)
    if (!gradient.is_none()) {
      expect_array(gradient, want.at("gradients")[next], "gradient " + std::to_string(next));
      ++next;
    }
  EXPECT_EQ(next, want.at("gradients").size());
}

std::string name_of_case(const testing::TestParamInfo<Case> &info) {
  std::string name = std::to_string(info.index) + "_";
  for (char c : info.param.name)
    name += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return name;
}

std::vector<Case> differentiable_cases() {
  std::vector<Case> cases = all_cases();
  std::erase_if(cases, [](const Case &c) { return !stored().at(c.name).contains("gradients"); });
  return cases;
}

INSTANTIATE_TEST_SUITE_P(Golden, Library, testing::ValuesIn(all_cases()), name_of_case);
INSTANTIATE_TEST_SUITE_P(Golden, LibraryGradients, testing::ValuesIn(differentiable_cases()), name_of_case);

TEST(LibraryGolden, every_stored_case_is_tested) {
  std::set<std::string> tested{"made_by", "inputs"};
  for (const Case &c : all_cases())
    EXPECT_TRUE(tested.insert(c.name).second) << c.name << " stands twice";
  for (const auto &[name, value] : stored().items())
    EXPECT_TRUE(tested.contains(name)) << name;
}

} // namespace
