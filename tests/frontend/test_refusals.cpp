// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Operations and transformations that do not go together: each error names the operation and its line, and the
// transformation that asked and its line. docs/support.md lists them; tests/ops/RefusalWalkTest.cpp walks the dialect.
#include "error_text.h"
#include "floats.h"

#include <string>
#include <vector>

namespace {

using namespace burin;

/// "\n  <what> test_refusals.cpp:<line>\n".
std::string place(const char *what, int line) {
  return std::string("\n  ") + what + " " __FILE__ ":" + std::to_string(line) + "\n";
}

constexpr int product_line = __LINE__ + 1;
Array product(const Array &x, const Array &factors) { return sum(x.at(Array::of({0, 0})).mul(factors)); }

const char *const no_slope = "[scatter] it cannot be differentiated: updates that may meet have no simple slope in a "
                             "product; promise unique_indices where none do";

TEST(Refusal, names_operation_transformation_and_both_lines) {
  const Array x = ones({2});
  const int line = __LINE__ + 1;
  const auto slope = grad<1>(product);
  EXPECT_ERROR(NotDifferentiableError, slope(x, x), no_slope, place("at", product_line).c_str(),
               place("asked for by grad at", line).c_str(), "docs/errors.md#notdifferentiableerror");
}

TEST(Refusal, names_what_the_user_called) {
  const Array x = ones({2});
  const auto f = [](const Array &v) { return product(ones({2}), v); };
  EXPECT_ERROR(NotDifferentiableError, value_and_grad(f)(x), no_slope, "asked for by value_and_grad at ");
  EXPECT_ERROR(NotDifferentiableError, jvp(f, x, x), no_slope, "asked for by jvp");
  EXPECT_ERROR(NotDifferentiableError, vjp(f, x).second(Array(1.f)), no_slope, "asked for by vjp");
  EXPECT_ERROR(NotDifferentiableError, linearize(f, x).second(x), no_slope, "asked for by linearize");
  EXPECT_ERROR(NotDifferentiableError, jacfwd(f)(x), no_slope, "asked for by jacfwd at ");
  EXPECT_ERROR(NotDifferentiableError, jacrev(f)(x), no_slope, "asked for by jacrev at ");
  EXPECT_ERROR(NotDifferentiableError, check_grads(f, x), no_slope, "asked for by ");
}

TEST(Refusal, names_the_same_through_other_transformations) {
  const Array x = ones({2}), rows = ones({3, 2});
  const auto f = [](const Array &v) { return product(ones({2}), v); };
  const std::string at = place("at", product_line);
  EXPECT_ERROR(NotDifferentiableError, jit(grad(f))(x), no_slope, at.c_str(), "asked for by grad at ");
  EXPECT_ERROR(NotDifferentiableError, vmap(grad(f))(rows), no_slope, at.c_str(), "asked for by grad at ");
  EXPECT_ERROR(NotDifferentiableError, grad([&](const Array &v) { return sum(vmap(f)(v)); })(rows), no_slope,
               at.c_str(), "asked for by grad at ");
  EXPECT_ERROR(NotDifferentiableError, grad(jit(f))(x), no_slope, at.c_str(), "asked for by grad at ");
  EXPECT_ERROR(NotDifferentiableError, grad(checkpoint(f))(x), no_slope, at.c_str(),
               "asked for by the backward pass of checkpoint at ");
  EXPECT_ERROR(NotDifferentiableError, jit(grad(f)).trace(x).lower(), no_slope, at.c_str(), "asked for by grad at ");
}

TEST(Refusal, does_not_flag_what_has_a_derivative) {
  const Array x = Array::of({2.f, 3.f}), factors = Array::of({5.f, 7.f});
  EXPECT_EQ(grad(product)(x, factors).to_vector<float>(), (std::vector<float>{35, 1})) << "by the operand";
  const auto apart = [](const Array &v, const Array &u) {
    return sum(v.at(Array::of({1, 0})).mul(u, {.unique_indices = true}));
  };
  EXPECT_EQ(grad<1>(apart)(x, factors).to_vector<float>(), (std::vector<float>{3, 2}));
  EXPECT_EQ(number(vmap(product)(reshape(x, {1, 2}), reshape(factors, {1, 2}))), 73);
  EXPECT_EQ(number(product(x, factors)), 73);
  const auto stopped = [](const Array &v, const Array &u) { return sum(v) * product(v, stop_gradient(u)); };
  EXPECT_NO_THROW(grad<1>(stopped)(x, factors));
}

/// Only the second derivative is refused: the outer transformation asked.
TEST(Refusal, of_a_second_derivative_names_the_outer_transformation) {
  const auto f = [](const Array &x) { return polygamma(31, x); };
  EXPECT_NO_THROW(grad(f)(Array(2.f)));
  const auto first = grad(f);
  const int line = __LINE__ + 1;
  const auto second = value_and_grad(first);
  EXPECT_ERROR(NotDifferentiableError, second(Array(2.f)),
               "[polygamma] it cannot be differentiated: derivatives of lgamma end with order 32 of polygamma",
               place("asked for by value_and_grad at", line).c_str());
}

auto doubled() {
  return custom_vjp([](const Array &x) { return x * 2; }, [](const Array &x) { return std::pair{x * 2, none}; },
                    [](None, const Array &g) { return std::tuple{g * 2}; });
}

TEST(Refusal, of_forward_mode_of_a_custom_rule) {
  const char *reason = "can't apply forward-mode autodiff (jvp) to a custom_vjp function";
  EXPECT_ERROR(CustomRuleError, jvp(doubled(), Array(1.f), Array(1.f)), reason, "test_refusals.cpp", "asked for by jvp",
               "docs/errors.md#customruleerror");
  EXPECT_ERROR(CustomRuleError, jacfwd(doubled())(Array(1.f)), reason, "asked for by jacfwd at ");
  EXPECT_EQ(number(jacrev(doubled())(Array(1.f))), 2);
  EXPECT_EQ(number(hessian(doubled())(Array(1.f))), 0) << "forward mode of the rule itself";
  EXPECT_EQ(number(grad(doubled())(Array(1.f))), 2);
}

TEST(Refusal, of_a_rule_that_closes_over_what_is_differentiated) {
  const auto f = [](const Array &x) {
    const Array factor = x * 3;
    const auto scaled = custom_vjp([&](const Array &v) { return v * factor; },
                                   [&](const Array &v) { return std::pair{v * factor, none}; },
                                   [&](None, const Array &g) { return std::tuple{g * factor}; });
    return scaled(x);
  };
  EXPECT_ERROR(CustomRuleError, grad(f)(Array(2.f)), "[custom_vjp] the rule closes over a float32[]",
               "the closed-over value was made at ", "asked for by grad at ");
}

} // namespace
