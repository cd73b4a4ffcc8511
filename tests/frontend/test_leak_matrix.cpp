// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "error_text.h"
#include "floats.h"

#include <functional>
#include <memory>
#include <string>
#include <tuple>

/// Every way to leak a tracer out of every transformation's body is caught, with the body, the type and the line; what
/// looks like it and is legal is not flagged.
namespace {

using namespace burin;

using Body = std::function<Array(const Array &)>;

/// A transformation of `f`, called with float32[2] rows or arrays; notes the line that messages name.
struct Transformation {
  const char *name, *described;
  void (*run)(const Body &f, int &line);
};

const Transformation transformations[] = {
    {"scan", "the body of lax::scan at ",
     [](const Body &f, int &line) {
       line = __LINE__ + 1;
       lax::scan([&](const Array &c, const Array &x) { return std::pair{f(c + x), none}; }, zeros({2}), ones({3, 2}));
     }},
    {"while", "the body of lax::while_loop at ",
     [](const Body &f, int &line) {
       const auto below = [](const Array &c) { return sum(c) < 10; };
       line = __LINE__ + 1;
       lax::while_loop(below, [&](const Array &c) { return f(c) + 1; }, ones({2}));
     }},
    {"cond", "the true branch of lax::cond at ",
     [](const Body &f, int &line) {
       line = __LINE__ + 1;
       lax::cond(true, [&](const Array &x) { return f(x); }, [](const Array &x) { return x; }, ones({2}));
     }},
    {"vmap", "(traced for vmap at ",
     [](const Body &f, int &line) {
       line = __LINE__ + 1;
       vmap([&](const Array &x) { return f(x); })(ones({3, 2}));
     }},
    {"grad", "(traced for grad at ",
     [](const Body &f, int &line) {
       line = __LINE__ + 1;
       grad([&](const Array &x) { return sum(f(x)); })(ones({2}));
     }},
    {"checkpoint", "(traced for checkpoint at ",
     [](const Body &f, int &line) {
       line = __LINE__ + 1;
       checkpoint([&](const Array &x) { return f(x); })(ones({2}));
     }},
    {"custom_vjp", "(fwd)` (traced for custom_vjp at ",
     [](const Body &f, int &line) {
       auto twice = custom_vjp([](const Array &x) { return x * 2; });
       line = __LINE__ + 1;
       twice.defvjp([&](const Array &x) { return std::pair{f(x), none}; },
                    [](None, const Array &g) { return std::tuple{g * 2}; });
       grad([&](const Array &x) { return sum(twice(x)); })(ones({2}));
     }},
};

/// Where a tracer may be kept.
struct Places {
  Array variable;
  struct {
    Array member;
  } object;
  std::vector<Array> list;
  std::function<Array()> closure;
};
Array global_array;

enum class Found { at_the_store, at_the_end };

/// `wrong` keeps the value made in line `made`; `right` is its nearest legal relative.
struct Leak {
  const char *name;
  Found found;
  Array (*wrong)(const Array &x, Places &places, int &made);
  Array (*right)(const Array &x, Places &places);
};

const Leak leaks[] = {
    {"captured_variable", Found::at_the_store,
     [](const Array &x, Places &places, int &made) {
       made = __LINE__ + 1;
       const Array y = x * 2;
       places.variable = y;
       return y;
     },
     [](const Array &x, Places &) {
       Array inside;
       const auto keep = [&] { inside = x * 2; };
       keep();
       return inside;
     }},
    {"member", Found::at_the_store,
     [](const Array &x, Places &places, int &made) {
       made = __LINE__ + 1;
       const Array y = x * 2;
       places.object.member = y;
       return y;
     },
     [](const Array &x, Places &places) {
       auto copy = places.object;
       copy.member = x * 2;
       return copy.member;
     }},
    {"container_push", Found::at_the_end,
     [](const Array &x, Places &places, int &made) {
       made = __LINE__ + 1;
       places.list.push_back(x * 2);
       return x;
     },
     [](const Array &x, Places &places) {
       std::vector<Array> list = places.list;
       list.push_back(x * 2);
       list.insert(list.begin(), x);
       return list[1];
     }},
    {"global", Found::at_the_store,
     [](const Array &x, Places &, int &made) {
       made = __LINE__ + 1;
       const Array y = x * 2;
       global_array = y;
       return y;
     },
     [](const Array &x, Places &) {
       global_array = eval_now([] { return Array(2.f) * 1; });
       return x * global_array;
     }},
    {"returned_closure", Found::at_the_end,
     [](const Array &x, Places &places, int &made) {
       made = __LINE__ + 1;
       const Array y = x * 2;
       places.closure = [y] { return y; };
       return y;
     },
     [](const Array &x, Places &) {
       const auto make = [&] { return std::function<Array()>([y = x * 2] { return y; }); };
       return make()();
     }},
};

std::string place(int line) { return "test_leak_matrix.cpp:" + std::to_string(line); }

class LeakMatrix : public testing::TestWithParam<std::tuple<int, int>> {
protected:
  const Transformation &transformation() const { return transformations[std::get<0>(GetParam())]; }
  const Leak &leak() const { return leaks[std::get<1>(GetParam())]; }
};

TEST_P(LeakMatrix, catches) {
  Places places;
  int line = 0, made = 0;
  std::string text;
  try {
    transformation().run([&](const Array &x) { return leak().wrong(x, places, made); }, line);
  } catch (const TraceContextError &error) {
    EXPECT_EQ(leak().found, Found::at_the_store);
    text = error.what();
  } catch (const LeakedTracerError &error) {
    EXPECT_EQ(leak().found, Found::at_the_end);
    text = error.what();
  }
  ASSERT_NE(text, "") << "not caught";
  const std::string at = place(line), from = place(made);
  expect_pieces(text, {transformation().described, at.c_str(), from.c_str(), "float32[2]"});
}

TEST_P(LeakMatrix, does_not_flag) {
  Places places;
  int line = 0;
  EXPECT_NO_THROW(transformation().run([&](const Array &x) { return leak().right(x, places); }, line));
}

INSTANTIATE_TEST_SUITE_P(, LeakMatrix,
                         testing::Combine(testing::Range(0, int(std::size(transformations))),
                                          testing::Range(0, int(std::size(leaks)))),
                         [](const auto &info) {
                           return std::string(transformations[std::get<0>(info.param)].name) + "_" +
                                  leaks[std::get<1>(info.param)].name;
                         });

// The other bodies of control flow have names of their own.
TEST(LeakedBodies, names_every_body) {
  std::vector<Array> kept;
  const auto keep = [&](const Array &x) { return kept.push_back(x * 2), x; };
  const auto same = [](const Array &x) { return x; };
  const Array x = ones({2});
  EXPECT_ERROR(LeakedTracerError, lax::while_loop([&](const Array &c) { return sum(keep(c)) < 1; }, same, x),
               "the condition of lax::while_loop at ");
  EXPECT_ERROR(LeakedTracerError,
               lax::fori_loop(
                   0, 3, [&](const Array &, const Array &c) { return keep(c); }, x),
               "the body of lax::fori_loop at ");
  EXPECT_ERROR(LeakedTracerError, lax::map(keep, x), "the body of lax::map at ");
  EXPECT_ERROR(LeakedTracerError, lax::cond(true, same, keep, x), "the false branch of lax::cond at ");
  EXPECT_ERROR(LeakedTracerError, lax::switch_(0, std::tuple{same, same, keep}, x), "branch 2 of lax::switch_ at ");
  kept.clear();
  EXPECT_ERROR(TraceContextError,
               lax::associative_scan([&](const Array &a, const Array &b) { return global_array = a + b; }, x),
               "associative_scan at ");
}

// A value of the enclosing trace may be assigned there after the loop, and read inside.
TEST(LeakedBodies, does_not_flag_values_of_the_enclosing_trace) {
  const auto f = jit([](const Array &x) {
    Array outer = x * 2;
    const auto [last, ys] = lax::scan(
        [&](const Array &c, None) {
          Array local = outer + c;
          local = local * 2;
          return std::pair{local, local};
        },
        x, none, {.length = 2});
    outer = last;
    return outer + ys[0];
  });
  EXPECT_EQ(values(f(Array::of({1.f, 2.f}))), (Floats{22, 44}));
}

} // namespace
