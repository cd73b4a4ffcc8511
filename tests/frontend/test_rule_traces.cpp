// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Leaks and conditions inside the bodies of checkpoint, custom_vjp and custom_jvp: the message names the body.
#include "error_text.h"

#include <functional>
#include <string>
#include <vector>

namespace {

using namespace burin;

/// What a body does with a value that it should only return.
using Sink = std::function<void(const Array &)>;

template <class F> auto in_checkpoint(F keep) {
  return [=](const Array &x) {
    return checkpoint([=](const Array &z) {
      keep(z * 2);
      return z * 3;
    })(x);
  };
}
template <class F> auto in_primal(F keep) {
  return [=](const Array &x) {
    return custom_vjp(
        [=](const auto &z) {
          keep(z * 2);
          return z * 3;
        },
        [](const auto &z) { return std::pair{z * 3, none}; }, [](None, const auto &g) { return std::tuple{g * 3}; })(x);
  };
}
template <class F> auto in_fwd(F keep) {
  return [=](const Array &x) {
    return custom_vjp([](const auto &z) { return z * 3; },
                      [=](const auto &z) {
                        keep(z * 2);
                        return std::pair{z * 3, none};
                      },
                      [](None, const auto &g) { return std::tuple{g * 3}; })(x);
  };
}
template <class F> auto in_bwd(F keep) {
  return [=](const Array &x) {
    return custom_vjp([](const auto &z) { return z * 3; }, [](const auto &z) { return std::pair{z * 3, none}; },
                      [=](None, const auto &g) {
                        keep(g * 2);
                        return std::tuple{g * 3};
                      })(x);
  };
}
template <class F> auto in_rule(F keep) {
  return [=](const Array &x) {
    return custom_jvp([](const auto &z) { return z * 3; },
                      [=](const auto &p, const auto &t) {
                        keep(std::get<0>(t) * 2);
                        return std::pair{std::get<0>(p) * 3, std::get<0>(t) * 3};
                      })(x);
  };
}

/// Runs the gradient of every body with a sink that `make` gives; `check` sees what was thrown, or nothing.
template <class Check> void in_every_body(const Sink &keep, const Check &check) {
  const auto run = [&](const char *body, const auto &f) {
    for (const bool compiled : {false, true}) {
      std::string text;
      try {
        compiled ? jit(grad(f))(Array(1.f)) : grad(f)(Array(1.f));
      } catch (const Error &error) {
        text = error.what();
      }
      check(body, text);
    }
  };
  run("`lambda` (traced for checkpoint at", in_checkpoint(keep));
  run("`lambda` (traced for custom_vjp at", in_primal(keep));
  run("`lambda (fwd)` (traced for custom_vjp at", in_fwd(keep));
  run("`lambda (bwd)` (traced for custom_vjp at", in_bwd(keep));
  run("`lambda (rule)` (traced for custom_jvp at", in_rule(keep));
}

void expect_caught(const Sink &keep) {
  in_every_body(keep, [](const char *body, const std::string &text) {
    expect_pieces(text, {body, "float32[]", "test_rule_traces.cpp:"});
  });
}

struct Holder {
  Array member;
};
Array global;

TEST(RuleTraces, catches_leaks) {
  Array captured;
  Holder holder;
  std::vector<Array> list;
  std::function<Array()> closure;
  expect_caught([&](const Array &y) { captured = y; });
  expect_caught([&](const Array &y) { holder.member = y; });
  expect_caught([&](const Array &y) { list.push_back(y); });
  list.clear();
  expect_caught([](const Array &y) { global = y; });
  expect_caught([&](const Array &y) { closure = [y] { return y; }; });
}

TEST(RuleTraces, does_not_flag_what_stays_inside) {
  std::vector<Array> outside;
  const auto fine = [&](const Sink &keep) {
    in_every_body(keep, [](const char *body, const std::string &text) { EXPECT_EQ(text, "") << body; });
  };
  fine([](const Array &y) {
    Array local;
    local = y;
  });
  fine([](const Array &y) {
    Holder holder;
    holder.member = y;
  });
  fine([](const Array &y) {
    std::vector<Array> list;
    list.push_back(y);
  });
  fine([&](const Array &y) {
    outside.push_back(y);
    outside.clear();
  });
  fine([](const Array &y) {
    const std::function<Array()> closure = [y] { return y; };
    closure();
  });
}

TEST(RuleTraces, conditions_name_the_body) {
  const Sink branch = [](const Array &y) {
    if (y > 0)
      return;
  };
  in_every_body(branch, [](const char *body, const std::string &text) {
    // Outside of jit values are known in the function and in fwd.
    if (!text.empty())
      expect_pieces(text, {"[bool] a C++ condition needs the value of a traced array of type bool[]", body});
  });
  EXPECT_ERROR(BoolConversionError, grad(in_checkpoint(branch))(Array(1.f)), "`lambda` (traced for checkpoint at",
               "It depends on the value of argument 0.");
  EXPECT_ERROR(BoolConversionError, grad(in_bwd(branch))(Array(1.f)), "`lambda (bwd)` (traced for custom_vjp at",
               "It depends on the value of cotangent.", "where(condition, a, b)");
  EXPECT_ERROR(BoolConversionError, grad(in_rule(branch))(Array(1.f)), "`lambda (rule)` (traced for custom_jvp at",
               "It depends on the value of tangent of argument 0.");
  EXPECT_ERROR(BoolConversionError, jit(grad(in_fwd(branch)))(Array(1.f)), "`lambda (fwd)` (traced for custom_vjp at");
  EXPECT_NO_THROW(grad(in_fwd(branch))(Array(1.f)));
  EXPECT_ERROR(BoolConversionError, jit(grad(in_primal(branch)))(Array(1.f)), "`lambda` (traced for custom_vjp at");
  EXPECT_NO_THROW(grad(in_primal(branch))(Array(1.f)));
}

} // namespace
