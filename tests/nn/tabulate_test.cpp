// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// nn::tabulate: rows, costs, text and JSON; flax.linen's numbers for the same modules.
#include "tests/nn/golden.h"
#include "tests/nn/tables.h"

#include <sstream>

using namespace burin;
using namespace burin::testing;

namespace {

nn::Rngs rngs() { return {.params = random::key(0)}; }

struct Foo {
  nn::Linear hidden, out;
  Array operator()(const Array &x) const { return out(hidden(x)); }
};

Foo foo() {
  nn::Rngs streams = rngs();
  nn::Linear hidden(9, 4, streams);
  return {hidden, nn::Linear(4, 2, streams)};
}

const ShapeDtype foo_input{{16, 9}, f32};

} // namespace

TEST(Tabulate, densesHaveTheFlopsOfFlaxAndItsDerivativesWithoutOneFlopPerParameter) {
  const nn::Table table = nn::tabulate(foo(), foo_input, both_flops);
  EXPECT_EQ(paths(table), (Names{"", "hidden", "out"}));
  EXPECT_EQ(modules(table), (Names{"Foo", "Linear", "Linear"}));
  EXPECT_EQ(flops(table), (Counts{1504, 1216, 288}));
  // Flax: 4460, 3620, 840. It differentiates a function that returns the variables, too: one addition per parameter.
  EXPECT_EQ(vjp_flops(table), (Counts{4460 - 50, 3620 - 40, 840 - 10}));
  EXPECT_EQ(table.totals.at(0).size.str(), "50 (200 B)");
}

TEST(Tabulate, textHasATitleTotalsAndACaption) {
  EXPECT_EQ("\n" + nn::tabulate(foo(), foo_input, both_flops).str(), R"(
                                         Foo Summary
┏━━━━━━━━┳━━━━━━━━┳━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┳━━━━━━━┳━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━┓
┃ path   ┃ module ┃ inputs        ┃ outputs       ┃ flops ┃ vjp_flops ┃ params               ┃
┡━━━━━━━━╇━━━━━━━━╇━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━╇━━━━━━━╇━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━┩
│        │ Foo    │ float32[16,9] │ float32[16,2] │ 1504  │ 4410      │                      │
├────────┼────────┼───────────────┼───────────────┼───────┼───────────┼──────────────────────┤
│ hidden │ Linear │ float32[16,9] │ float32[16,4] │ 1216  │ 3580      │ kernel: float32[9,4] │
│        │        │               │               │       │           │ bias: float32[4]     │
│        │        │               │               │       │           │                      │
│        │        │               │               │       │           │ 40 (160 B)           │
├────────┼────────┼───────────────┼───────────────┼───────┼───────────┼──────────────────────┤
│ out    │ Linear │ float32[16,4] │ float32[16,2] │ 288   │ 830       │ kernel: float32[4,2] │
│        │        │               │               │       │           │ bias: float32[2]     │
│        │        │               │               │       │           │                      │
│        │        │               │               │       │           │ 10 (40 B)            │
├────────┼────────┼───────────────┼───────────────┼───────┼───────────┼──────────────────────┤
│        │        │               │               │       │     Total │ 50 (200 B)           │
└────────┴────────┴───────────────┴───────────────┴───────┴───────────┴──────────────────────┘

                                 Total Parameters: 50 (200 B)
)");
}

TEST(Tabulate, columnsThatWereNotAskedForAreLeftOut) {
  const nn::Table table = nn::tabulate(foo(), foo_input);
  EXPECT_EQ(table.rows.at(1).flops, std::nullopt);
  EXPECT_EQ(table.str().find("flops"), std::string::npos);
  EXPECT_FALSE(golden::Json::parse(table.to_json())["rows"][0].contains("flops"));
  std::ostringstream out;
  out << table;
  EXPECT_EQ(out.str(), table.str());
}

TEST(Tabulate, jsonIsWhatTheHeaderSays) {
  const golden::Json json = golden::Json::parse(nn::tabulate(foo(), foo_input, both_flops).to_json());
  EXPECT_EQ(json["title"], "Foo Summary");
  EXPECT_EQ(json["rows"][1], golden::Json::parse(R"({
    "path": "hidden", "module": "Linear", "inputs": {"": "float32[16,9]"}, "outputs": {"": "float32[16,4]"},
    "flops": 1216, "transcendentals": 0, "vjp_flops": 3580,
    "params": {"arrays": {"kernel": "float32[9,4]", "bias": "float32[4]"}, "count": 40, "bytes": 160}})"));
  EXPECT_EQ(json["totals"], golden::Json::parse(R"({"params": {"count": 50, "bytes": 200}})"));
}

TEST(Tabulate, sizesHaveUnitsOfThousands) {
  EXPECT_EQ((nn::TableSize{0, 0}).str(), "");
  EXPECT_EQ((nn::TableSize{250, 1000}).str(), "250 (1,000 B)");
  EXPECT_EQ((nn::TableSize{5523, 22092}).str(), "5,523 (22.1 KB)");
  EXPECT_EQ((nn::TableSize{1234567, 4938268}).str(), "1,234,567 (4.9 MB)");
  EXPECT_EQ((nn::TableSize{1234567890123, 4938271560492}).str(), "1,234,567,890,123 (4,938.3 GB)");
}

TEST(Tabulate, nothingIsAllocatedOrRun) {
  const std::int64_t wide = 1 << 20; // 4 TB of parameters, 4 TB of input
  const auto huge = eval_shape([](nn::Rngs streams) { return nn::Linear(wide, wide, streams); }, rngs());
  const nn::Table table = nn::tabulate(huge, ShapeDtype{{wide, wide}, f32}, {.compute_flops = true});
  EXPECT_EQ(flops(table), (Counts{2ull * wide * wide * wide + wide * wide}));
  EXPECT_EQ(table.totals.at(0).size.count, static_cast<std::uint64_t>(wide * wide + wide));
}

namespace {

struct Noisy {
  nn::Linear linear;
  nn::Stat calls = Array::of(0);
  double scale = 0.5;
  Array operator()(const Array &x, bool training, nn::Rngs &streams) {
    calls = calls + 1;
    return training ? linear(x) + random::normal(streams.dropout(), {2, 3}) * scale : linear(x);
  }
};

int times_called = 0;
struct Counting {
  nn::Linear linear;
  Array operator()(const Array &x) const {
    ++times_called;
    return linear(x);
  }
};

} // namespace

TEST(Tabulate, theModelItsStateAndTheStreamsStayAsTheyAre) {
  nn::Rngs streams{.params = random::key(0), .dropout = random::key(1)};
  const Noisy model{nn::Linear(4, 3, streams)};
  const nn::Table table = nn::tabulate(model, zeros({2, 4}), true, streams, both_flops);
  EXPECT_EQ(streams.dropout.count.item<std::uint32_t>(), 0u);
  EXPECT_EQ(model.calls.item<std::int32_t>(), 0);
  EXPECT_TRUE(tree::equal(state_of(model), state_of(Noisy(model))));
}

TEST(Tabulate, valuesAreShownAndStreamsAreNot) {
  nn::Rngs streams{.params = random::key(0), .dropout = random::key(1)};
  const Noisy model{nn::Linear(4, 3, streams)};
  const nn::Table table = nn::tabulate(model, zeros({2, 4}), true, streams);
  EXPECT_EQ(values(table.rows.at(0).inputs), (Names{"[0] float32[2,4]", "[1] true"}));
  EXPECT_NE(table.str().find("- true"), std::string::npos);
  EXPECT_EQ(table.str().find("dropout"), std::string::npos);
}

TEST(Tabulate, statesHaveAColumnOfTheirOwn) {
  nn::Rngs streams{.params = random::key(0), .dropout = random::key(1)};
  const nn::Table table = nn::tabulate(Noisy{nn::Linear(4, 3, streams)}, zeros({2, 4}), false, streams);
  ASSERT_EQ(table.totals.size(), 2u);
  EXPECT_EQ(table.totals[1].name, "stats");
  EXPECT_EQ(values(table.rows.at(0).collections[1].arrays), (Names{"calls int32[]"}));
  EXPECT_EQ(table.totals[1].size.str(), "1 (4 B)");
  EXPECT_NE(table.str().find("Total Parameters: 16 (64 B)"), std::string::npos); // all collections, as Flax
}

TEST(Tabulate, theModelIsTracedOnce) {
  nn::Rngs streams = rngs();
  times_called = 0;
  nn::tabulate(Counting{nn::Linear(4, 3, streams)}, zeros({2, 4}), both_flops);
  EXPECT_EQ(times_called, 1);
}

TEST(Tabulate, costsOfOperationsAreThoseOfXla) {
  const golden::Json want = golden::load("seed002_tabulate.json")["data"]["cost_analysis_flops"];
  const Array x = zeros({4, 5}), line = zeros({20}), image = zeros({2, 8, 8, 3}), kernel = zeros({3, 3, 3, 6});
  const auto conv = [&](const char *padding, std::vector<std::int64_t> strides) {
    return flops_of(
        [=](const Array &a, const Array &b) {
          return lax::conv_general_dilated(
              a, b, {.window_strides = strides, .padding = padding, .dimension_numbers = {"NHWC", "HWIO", "NHWC"}});
        },
        image, kernel);
  };
  EXPECT_EQ(conv("SAME", {1, 1}), want["conv SAME"]);
  EXPECT_EQ(conv("VALID", {1, 1}), want["conv VALID"]);
  EXPECT_EQ(conv("SAME", {2, 2}), want["conv SAME stride2"]);
  EXPECT_EQ(flops_of([](const Array &a, const Array &b) { return matmul(a, b); }, x, zeros({5, 6})),
            want["dot 4x5@5x6"]);
  EXPECT_EQ(flops_of([](const Array &a) { return a + a; }, x), want["add 4x5"]);
  EXPECT_EQ(flops_of([](const Array &a) { return sum(a); }, x), want["sum 4x5"]);
  EXPECT_EQ(flops_of([](const Array &a) { return a / a; }, line), want["div 20"]);
  EXPECT_EQ(flops_of([](const Array &a) { return maximum(a, a); }, line), want["max 20"]);
  // Of each row the maximum is made finite, which JAX's softmax does not do.
  EXPECT_EQ(flops_of([](const Array &a) { return nn::softmax(a); }, x), want["softmax 4x5"].get<int>() + 4u);
  EXPECT_EQ(flops_of([](const Array &a) { return exp(a) * tanh(a); }, x), 20u); // transcendentals apart
  EXPECT_EQ(flops_of([](const Array &a) { return transpose(broadcast_to(a, {4, 5})); }, zeros({5})), 0u);
  // XLA counts the body of a loop once, with the counter: 7.
  EXPECT_EQ(flops_of(
                [](const Array &a) {
                  return lax::scan([](const Array &c, None) { return std::pair{c + 1, None()}; }, a, None(),
                                   {.length = 10})
                      .first;
                },
                zeros({5})),
            50u);
}

TEST(Tabulate, transcendentalFunctionsAreCountedApart) {
  struct Model {
    Array operator()(const Array &x) const { return exp(x) + tanh(x); }
  };
  const nn::Table table = nn::tabulate(Model(), ShapeDtype{{4, 5}, f32}, both_flops);
  EXPECT_EQ(table.rows.at(0).flops, 20u);
  EXPECT_EQ(table.rows.at(0).transcendentals, 40u);
}

TEST(Tabulate, whatHasNoDerivativeSaysSo) {
  struct Classify {
    nn::Linear linear;
    Array operator()(const Array &x) const { return argmax(linear(x), -1); }
  };
  nn::Rngs streams = rngs();
  const nn::Table table = nn::tabulate(Classify{nn::Linear(4, 3, streams)}, ShapeDtype{{2, 4}, f32}, both_flops);
  EXPECT_EQ(table.rows.at(0).vjp_flops, std::nullopt);
  EXPECT_NE(table.rows.at(1).vjp_flops, std::nullopt);
  EXPECT_NE(table.str().find("n/a"), std::string::npos);
  EXPECT_TRUE(golden::Json::parse(table.to_json())["rows"][0]["vjp_flops"].is_null());
}

TEST(Tabulate, rulesOfTheUserCountWhereTheyAreUsed) {
  struct Model {
    Array operator()(const Array &x) const {
      auto f = custom_vjp([](const Array &a) { return a * a; });
      f.defvjp([](const Array &a) { return std::pair{a * a, a}; },
               [](const Array &a, const Array &ct) { return std::tuple{ct * a * a * a * a}; });
      return f(x);
    }
  };
  const nn::Table table = nn::tabulate(Model(), ShapeDtype{{10}, f32}, both_flops);
  EXPECT_EQ(table.rows.at(0).flops, 10u);
  EXPECT_EQ(table.rows.at(0).vjp_flops, 50u);
}

TEST(Tabulate, errorsOfTheModelPassThroughAndLeaveNothingBehind) {
  EXPECT_THROW(nn::tabulate(foo(), ShapeDtype{{16, 8}, f32}), ShapeError);
  EXPECT_EQ(detail::module_watcher(), nullptr);
  EXPECT_FALSE(detail::tracing());
  EXPECT_EQ(nn::tabulate(foo(), foo_input).rows.size(), 3u);
}

TEST(Tabulate, aTableMayBeMadeWhileTracing) {
  std::size_t rows = 0;
  const Foo model = foo();
  jit([&](const Array &x) {
    rows = nn::tabulate(model, x, both_flops).rows.size();
    return model(x);
  })(zeros({16, 9}));
  EXPECT_EQ(rows, 3u);
}

TEST(Tabulate, optionsAreNoInput) {
  struct Sum {
    Array operator()(const Array &a, const Array &b, const Array &c, const Array &d, const Array &e,
                     const Array &f) const {
      return a + b + c + d + e + f;
    }
  };
  const ShapeDtype x{{3}, f32};
  const nn::TabulateOptions options{.compute_flops = true};
  EXPECT_EQ(flops(nn::tabulate(Sum(), x, x, x, x, x, x, options)), (Counts{15}));
  EXPECT_EQ(nn::tabulate(Sum(), x, x, x, x, x, x).rows.at(0).inputs.size(), 6u);
}
