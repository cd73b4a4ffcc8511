// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Transformations of transformations, value and gradient, against the same written by hand on numbers that carry their
// derivatives.
#include "error_text.h"
#include "nilpotent.h"

#include <algorithm>
#include <functional>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace {

using namespace burin;

using Traced = std::function<Array(const Array &)>;
using Numbers = std::vector<Nilpotent>;
/// The second argument: how many units are taken.
using ByHand = std::function<Numbers(const Numbers &, unsigned)>;

const std::vector<double> start{0.7, -0.4, 1.1}, direction{0.5, -1.25, 2};
Array array_of(const std::vector<double> &values) { return Array::from_buffer(values, {3}); }

Nilpotent total(const Numbers &x) {
  Nilpotent sum;
  for (const Nilpotent &each : x)
    sum = sum + each;
  return sum;
}
Numbers scaled(Numbers x, const Nilpotent &factor) {
  for (Nilpotent &each : x)
    each = each * factor;
  return x;
}
Numbers added(Numbers x, const Numbers &y) {
  for (std::size_t i = 0; i < x.size(); ++i)
    x[i] = x[i] + y[i];
  return x;
}

Traced scalar(const Traced &f) {
  return [f](const Array &x) { return sum(f(x)); };
}
Numbers gradient_by_hand(const ByHand &f, const Numbers &x, unsigned units) {
  Numbers result;
  for (std::size_t i = 0; i < x.size(); ++i) {
    Numbers moved = x;
    moved[i] = moved[i] + Nilpotent::unit(units);
    result.push_back(total(f(moved, units + 1)).coefficient(units));
  }
  return result;
}

/// What is transformed: each element of the result depends on all of the argument.
Array innermost(const Array &x) { return sin(x) * sum(square(x)) * 0.3; }
Numbers innermost_by_hand(const Numbers &x, unsigned) {
  Numbers squares = x, result;
  for (Nilpotent &each : squares)
    each = each * each;
  for (const Nilpotent &each : x)
    result.push_back(sin(each) * total(squares) * 0.3);
  return result;
}

struct Transformation {
  std::string name;
  std::function<Traced(const Traced &)> apply;
  std::function<ByHand(const ByHand &)> by_hand;
};

ByHand unchanged(const ByHand &f) { return f; }

Transformation jit_row() {
  return {"jit", [](const Traced &f) -> Traced { return jit(f); }, unchanged};
}

Transformation grad_row() {
  return {"grad", [](const Traced &f) -> Traced { return grad(scalar(f)); },
          [](const ByHand &f) -> ByHand {
            return [f](const Numbers &x, unsigned units) { return gradient_by_hand(f, x, units); };
          }};
}

/// Value and derivative along one direction, added.
Transformation jvp_row() {
  return {"jvp",
          [](const Traced &f) -> Traced {
            return [f](const Array &x) {
              const auto [y, slope] = jvp(f, x, array_of(direction));
              return y + slope;
            };
          },
          [](const ByHand &f) -> ByHand {
            return [f](const Numbers &x, unsigned units) {
              Numbers moved = x, result;
              for (std::size_t i = 0; i < x.size(); ++i)
                moved[i] = moved[i] + Nilpotent::unit(units) * direction[i];
              const Numbers y = f(x, units), both = f(moved, units + 1);
              for (std::size_t i = 0; i < y.size(); ++i)
                result.push_back(y[i] + both[i].coefficient(units));
              return result;
            };
          }};
}

/// Of three rows made from the argument, added up: rows go different ways where f branches.
Transformation vmap_row() {
  return {"vmap",
          [](const Traced &f) -> Traced {
            return [f](const Array &x) { return sum(vmap(f)(stack({x, x * 0.5, -x})), 0); };
          },
          [](const ByHand &f) -> ByHand {
            return [f](const Numbers &x, unsigned units) {
              return added(added(f(x, units), f(scaled(x, 0.5), units)), f(scaled(x, -1), units));
            };
          }};
}

Transformation checkpoint_row() {
  return {"checkpoint", [](const Traced &f) -> Traced { return checkpoint(f); }, unchanged};
}

/// A rule that doubles the derivative, to be seen.
Transformation custom_vjp_row() {
  return {"custom_vjp",
          [](const Traced &f) -> Traced {
            return custom_vjp(
                f, [f](const Array &x) { return std::pair{f(x), x}; },
                [f](const Array &x, const Array &ct) {
                  const Array pulled = vjp(f, x).second(ct);
                  return std::tuple{pulled * 2.0};
                });
          },
          [](const ByHand &f) -> ByHand {
            return [f](const Numbers &x, unsigned units) {
              Numbers values;
              for (const Nilpotent &each : x)
                values.emplace_back(each.value());
              return added(scaled(f(x, units), 2), scaled(f(values, units), -1));
            };
          }};
}

/// Two steps of a loop.
Transformation scan_row() {
  return {"scan",
          [](const Traced &f) -> Traced {
            return [f](const Array &x) {
              const auto step = [&](const Array &carry, const Array &row) {
                return std::pair{f(carry * row) * 0.5 + carry * 0.1, none};
              };
              return lax::scan(step, x, Array::of({0.5, 1.5})).first;
            };
          },
          [](const ByHand &f) -> ByHand {
            return [f](Numbers x, unsigned units) {
              for (const double row : {0.5, 1.5})
                x = added(scaled(f(scaled(x, row), units), 0.5), scaled(x, 0.1));
              return x;
            };
          }};
}

Transformation cond_row() {
  return {"cond",
          [](const Traced &f) -> Traced {
            return [f](const Array &x) {
              return lax::cond(sum(x) > 0.0, f, Traced([](const Array &y) { return square(y) * 0.5; }), x);
            };
          },
          [](const ByHand &f) -> ByHand {
            return [f](const Numbers &x, unsigned units) {
              if (total(x).value() > 0)
                return f(x, units);
              Numbers y = x;
              for (Nilpotent &each : y)
                each = each * each * 0.5;
              return y;
            };
          }};
}

const std::vector<Transformation> &table() {
  static const std::vector<Transformation> rows{jit_row(),        grad_row(),       jvp_row(),  vmap_row(),
                                                checkpoint_row(), custom_vjp_row(), scan_row(), cond_row()};
  return rows;
}
bool is(std::size_t row, const char *name) { return table()[row].name == name; }

/// Outermost first.
using Composition = std::vector<std::size_t>;

std::string name_of(const Composition &rows) {
  std::string text;
  for (const std::size_t row : rows)
    text += (text.empty() ? "" : "_of_") + table()[row].name;
  return text;
}

/// Forward mode reaches a custom_vjp that no reverse mode has turned into its rules.
bool refused(const Composition &rows) {
  for (auto row = rows.begin(); row != rows.end(); ++row)
    if (is(*row, "jvp"))
      for (auto inner = row + 1; inner != rows.end() && !is(*inner, "grad"); ++inner)
        if (is(*inner, "custom_vjp"))
          return true;
  return false;
}

class Compositions : public ::testing::TestWithParam<Composition> {
protected:
  Compositions() : traced(innermost), by_hand(innermost_by_hand) {
    for (auto row = GetParam().rbegin(); row != GetParam().rend(); ++row) {
      traced = table()[*row].apply(traced);
      by_hand = table()[*row].by_hand(by_hand);
    }
  }

  static void expect_equal(const Array &got, const Numbers &wanted) {
    const std::vector<double> values = got.to_vector<double>();
    ASSERT_EQ(values.size(), wanted.size());
    double greatest = 1;
    for (const Nilpotent &each : wanted)
      greatest = std::max(greatest, std::fabs(each.value()));
    for (std::size_t i = 0; i < values.size(); ++i)
      EXPECT_NEAR(values[i], wanted[i].value(), 1e-12 * greatest) << i;
  }

  Traced traced;
  ByHand by_hand;
};

TEST_P(Compositions, agree_with_what_is_written_by_hand) {
  const Array x = array_of(start);
  const Numbers numbers(start.begin(), start.end());
  if (refused(GetParam())) {
    EXPECT_THROW(traced(x), CustomRuleError);
    return;
  }
  expect_equal(traced(x), by_hand(numbers, 0));
  expect_equal(grad(scalar(traced))(x), gradient_by_hand(by_hand, numbers, 0));
  expect_equal(jit(grad(scalar(traced)))(x), gradient_by_hand(by_hand, numbers, 0));
}

std::vector<Composition> pairs() {
  std::vector<Composition> all;
  for (std::size_t outer = 0; outer < table().size(); ++outer)
    for (std::size_t inner = 0; inner < table().size(); ++inner)
      all.push_back({outer, inner});
  return all;
}

/// The same ones each time.
std::vector<Composition> triples() {
  constexpr std::size_t count = 60;
  std::mt19937 random(20);
  std::set<Composition> chosen;
  while (chosen.size() < count)
    chosen.insert({random() % table().size(), random() % table().size(), random() % table().size()});
  return {chosen.begin(), chosen.end()};
}

std::string test_name(const ::testing::TestParamInfo<Composition> &info) { return name_of(info.param); }

INSTANTIATE_TEST_SUITE_P(Pairs, Compositions, ::testing::ValuesIn(pairs()), test_name);
INSTANTIATE_TEST_SUITE_P(Triples, Compositions, ::testing::ValuesIn(triples()), test_name);

} // namespace
