// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "error_text.h"
#include "floats.h"

#include <atomic>
#include <cmath>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace burin;

/// A host function that operations could not write: it reads elements.
Array host_cube(const Array &x) {
  Floats cubes = x.to_vector<float>();
  for (float &v : cubes)
    v = v * v * v;
  return Array::from_buffer(cubes, x.shape());
}
Array cube(const Array &x) { return pure_callback(host_cube, ShapeDtype{x.shape(), f32}, x); }

TEST(PureCallback, runs_now_and_in_programs) {
  const Array x = Array::of({1.f, 2.f, -3.f});
  EXPECT_EQ(values(cube(x)), (Floats{1, 8, -27}));
  EXPECT_EQ(values(jit([](const Array &v) { return cube(v + 1) * 2; })(x)), (Floats{16, 54, -16}));
  EXPECT_EQ(number(jit(cube)(Array(2.f))), 8);
  EXPECT_EQ(cube(zeros({0})).shape(), (Shape{0}));
  EXPECT_EQ(jit(cube)(zeros({0})).shape(), (Shape{0}));
}

TEST(PureCallback, takes_any_number_of_arguments_of_any_type) {
  const auto pick = [](const Array &table, const Array &index) {
    return Array::of(table.data<double>()[index.item<int>()]);
  };
  const auto f =
      jit([=](const Array &t, const Array &i) { return pure_callback(pick, ShapeDtype{{}, f64}, t, i + 1); });
  EXPECT_EQ(f(Array::of({1.5, 2.5, 3.5}), Array::of(1)).item<double>(), 3.5);
  const auto none_given = jit([](const Array &x) {
    return x + pure_callback([] { return Array::of({true, false}); }, ShapeDtype{{2}, bool_}).astype(f32);
  });
  EXPECT_EQ(values(none_given(Array::of({1.f, 1.f}))), (Floats{2, 1}));
  const auto half = [](const Array &x) {
    return pure_callback([](const Array &a, const Array &b) { return (a * b).astype(bf16); }, ShapeDtype{{2}, bf16}, x,
                         0.5f);
  };
  EXPECT_EQ(half(Array::of({2.f, 4.f}).astype(bf16)).dtype(), bf16);
  EXPECT_EQ(values(jit(half)(Array::of({2.f, 4.f}).astype(bf16)).astype(f32)), (Floats{1, 2}));
}

struct Stats {
  Array mean, count;
  int version = 0;
};
struct Data {
  Array x;
  Array weights{};
  double scale = 1;
};

TEST(PureCallback, takes_and_gives_trees) {
  const auto host = [](const Data &data, const std::vector<Array> &more) {
    return Stats{mean(data.x) * data.scale, Array(static_cast<int>(more.size())), 7};
  };
  const auto f = [&](const Data &data) {
    const Stats like{abstract({{}, f32}), abstract({{}, i32}), 7};
    return pure_callback(host, like, data, std::vector<Array>{data.x, data.x});
  };
  for (const Stats &s : {f({Array::of({1.f, 2.f}), none, 10}), jit(f)(Data{Array::of({1.f, 2.f}), none, 10})}) {
    EXPECT_EQ(number(s.mean), 15);
    EXPECT_EQ(s.count.item<int>(), 2);
    EXPECT_EQ(s.version, 7);
  }
  // The results may be described by what eval_shape says, or by arrays like them, traced or not.
  const auto both = [](const Array &x) { return std::pair{sum(x), x > 0}; };
  const auto [total, positive] = jit([&](const Array &x) {
    return pure_callback(both, eval_shape(both, ShapeDtype{x.shape()}), x);
  })(Array::of({1.f, -2.f}));
  EXPECT_EQ(number(total), -1);
  EXPECT_EQ(positive.to_vector<bool>(), (std::vector<bool>{true, false}));
  const auto like_x = jit([](const Array &x) {
    return pure_callback([](const Array &v) { return std::vector<Array>{v * 2}; }, std::vector<Array>{x}, x)[0];
  });
  EXPECT_EQ(number(like_x(Array(4.f))), 8);
}

TEST(PureCallback, is_called_once_per_call_of_the_program) {
  auto calls = std::make_shared<int>(0);
  const auto f = jit([calls](const Array &x) {
    return pure_callback([calls](const Array &v) { return ++*calls, v * 2; }, ShapeDtype{x.shape(), x.dtype()}, x);
  });
  EXPECT_EQ(number(f(Array(1.f))), 2);
  EXPECT_EQ(number(f(Array(2.f))), 4);
  EXPECT_EQ(*calls, 2);
  EXPECT_EQ(f.trace_count(), 1);
}

TEST(PureCallback, is_left_out_where_nobody_needs_it) {
  auto calls = std::make_shared<int>(0);
  const auto f = jit([calls](const Array &x) {
    pure_callback([calls](const Array &v) { return ++*calls, v; }, ShapeDtype{}, x);
    return x + 1;
  });
  EXPECT_EQ(number(f(Array(1.f))), 2);
  EXPECT_EQ(*calls, 0);
}

TEST(PureCallback, runs_on_the_thread_that_calls) {
  const auto f = jit([](const Array &x) {
    const Array large = sin(x) * 2;
    return sum(large) +
           pure_callback(
               [](const Array &) {
                 const auto id = std::hash<std::thread::id>()(std::this_thread::get_id());
                 return Array::of(static_cast<float>(id % 1000));
               },
               ShapeDtype{}, large) *
               0 +
           pure_callback(
               [](const Array &) {
                 static thread_local int own = 0;
                 return Array::of(static_cast<float>(++own));
               },
               ShapeDtype{}, large);
  });
  const Array x = zeros({1 << 18});
  float other = 0;
  std::thread([&] { other = number(f(x)); }).join();
  EXPECT_EQ(other, 1);
  EXPECT_EQ(number(f(x)), 1);
  EXPECT_EQ(number(f(x)), 2);
}

TEST(PureCallback, of_several_threads_at_once) {
  const auto f = jit([](const Array &x) { return cube(x) + 1; });
  f(Array(1.f));
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 50; ++i)
        wrong += number(f(Array(static_cast<float>(t)))) != static_cast<float>(t * t * t + 1);
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(wrong, 0);
}

// vmap

/// a * sum(b), with the shapes that the function saw.
struct Watched {
  std::shared_ptr<std::vector<std::string>> seen = std::make_shared<std::vector<std::string>>();
  Array operator()(const Array &a, const Array &b) const {
    seen->push_back(a.shape().str() + b.shape().str());
    return a * sum(b, -1);
  }
};

auto times_sum(const Watched &host, VmapMethod method) {
  return [=](const Array &x, const Array &y) {
    return pure_callback(host, ShapeDtype{{}, f32}, {.vmap_method = method}, x, y);
  };
}

TEST(PureCallback, goes_row_by_row_under_vmap) {
  const Watched host;
  const auto f = times_sum(host, VmapMethod::sequential);
  const Array x = Array::of({1.f, 2.f, 3.f});
  EXPECT_EQ(values(vmap(f, {.in_axes = {0, none}})(x, Array::of({10.f, 20.f}))), (Floats{30, 60, 90}));
  EXPECT_EQ(*host.seen, (std::vector<std::string>(3, "()(2,)")));
  const auto nested = vmap(vmap(f, {.in_axes = {0, none}}), {.in_axes = {none, 0}});
  EXPECT_EQ(values(nested(Array::of({1.f, 2.f}), Array::of({{1.f}, {2.f}, {3.f}}))), (Floats{1, 2, 2, 4, 3, 6}));
  EXPECT_EQ(vmap(f, {.in_axes = {0, none}})(zeros({0}), zeros({2})).shape(), (Shape{0}));
}

TEST(PureCallback, takes_all_rows_at_once) {
  const Array x = Array::of({1.f, 2.f, 3.f}), y = Array::of({10.f, 20.f});
  for (const auto &[method, shapes] :
       {std::pair{VmapMethod::expand_dims, "(3,)(1, 2)"}, std::pair{VmapMethod::broadcast_all, "(3,)(3, 2)"}}) {
    const Watched host;
    const auto rows = vmap(times_sum(host, method), {.in_axes = {0, none}});
    EXPECT_EQ(values(rows(x, y)), (Floats{30, 60, 90}));
    EXPECT_EQ(values(jit(rows)(x, y)), (Floats{30, 60, 90}));
    EXPECT_EQ(*host.seen, (std::vector<std::string>(2, shapes)));
  }
  const Watched host;
  const auto table =
      vmap(vmap(times_sum(host, VmapMethod::expand_dims), {.in_axes = {0, none}}), {.in_axes = {none, 0}});
  EXPECT_EQ(values(table(x, Array::of({{1.f}, {2.f}}))), (Floats{1, 2, 3, 2, 4, 6}));
  EXPECT_EQ(*host.seen, (std::vector<std::string>{"(1, 3)(2, 1, 1)"}));
}

TEST(PureCallback, of_what_does_not_depend_on_the_rows_runs_once) {
  const Watched host;
  const auto f = [&](const Array &x, const Array &y) {
    return x + times_sum(host, VmapMethod::sequential)(Array(2.f), y);
  };
  EXPECT_EQ(values(vmap(f, {.in_axes = {0, none}})(Array::of({1.f, 2.f}), Array::of({3.f}))), (Floats{7, 8}));
  EXPECT_EQ(host.seen->size(), 1u);
}

// Life

TEST(PureCallback, is_not_saved) {
  EXPECT_ERROR(UnsupportedError, jit(cube).trace(zeros({2})).save("callback.mlir"),
               "[save] the program calls functions of this process by pure_callback, which a file cannot hold",
               "docs/errors.md#unsupportederror");
  EXPECT_ERROR(UnsupportedError, jit(vmap(cube)).trace(zeros({2})).save("callback.mlir"), "[save]");
}

TEST(PureCallback, compiles_ahead_of_time) {
  const auto c = jit(cube).trace(ShapeDtype{{2}}).compile();
  EXPECT_EQ(values(c(Array::of({1.f, 2.f}))), (Floats{1, 8}));
}

TEST(PureCallback, lives_as_long_as_the_program) {
  auto held = std::make_shared<int>(3);
  const std::weak_ptr<int> watch = held;
  {
    const auto inner = [held](const Array &x) {
      return pure_callback([held](const Array &v) { return v * *held; }, ShapeDtype{{}, f32}, x);
    };
    auto f = std::make_unique<Jitted<decltype(vmap(inner))>>(jit(vmap(inner)));
    held.reset();
    EXPECT_EQ(values((*f)(Array::of({1.f, 2.f}))), (Floats{3, 6}));
    EXPECT_FALSE(watch.expired());
  }
  EXPECT_TRUE(watch.expired());
}

/// Equal programs share their code, and each calls its own function.
TEST(PureCallback, of_equal_programs_is_each_ones_own) {
  const auto times = [](float factor) {
    return jit([factor](const Array &x) {
      return pure_callback([factor](const Array &v) { return v * factor; }, ShapeDtype{}, x) + 0.25f;
    });
  };
  const auto two = times(2), three = times(3);
  EXPECT_EQ(number(two(Array(1.f))), 2.25f);
  EXPECT_EQ(number(three(Array(1.f))), 3.25f);
  EXPECT_EQ(number(two(Array(1.f))), 2.25f);
  expect_pieces(three.explain(), {"an equal program was found in"});
}

/// Two calls of one program are told apart.
TEST(PureCallback, of_one_program_are_called_in_their_places) {
  const auto f = jit([](const Array &x) {
    const auto plus = [&](float n) { return pure_callback([n](const Array &v) { return v + n; }, ShapeDtype{}, x); };
    return stack({plus(1), plus(2), plus(3)});
  });
  EXPECT_EQ(values(f(Array(10.f))), (Floats{11, 12, 13}));
}

} // namespace
