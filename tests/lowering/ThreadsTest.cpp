// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/lowering/Loops.h"

#include "runtime/parallel.h"

#include <cstdio>
#include <cstring>
#include <gtest/gtest.h>

using namespace burin::testing;

namespace {

struct Divided {
  const char *name;
  std::vector<std::string> types;
  Compiled::Body body;
};

/// Each is work enough for several threads.
std::vector<Divided> dividedPrograms() {
  return {
      {"softmax and the gradient of its sum of squares",
       {"1001x333xf32"},
       [](Emit &e, Values v) -> Results {
         auto spread = [&](Value row) { return e.broadcast(row, {1001, 333}, {0}); };
         Value p = e.exp(e.sub(v[0], spread(e.reduceMax(v[0], {1}))));
         Value y = e.div(p, spread(e.reduceSum(p, {1})));
         return {y, e.mul(y, e.sub(y, spread(e.reduceSum(e.mul(y, y), {1}))))};
       }},
      {"rows and all elements",
       {"64x5000xf32"},
       [](Emit &e, Values v) -> Results { return {e.reduceSum(v[0], {1}), e.reduceSum(v[0], {0, 1})}; }},
      {"many columns, few columns, columns beside kept rows",
       {"1024x1100xf32", "30016x7xf32", "40x90x120xf64"},
       [](Emit &e, Values v) -> Results {
         return {e.reduceSum(v[0], {0}), e.reduceSum(v[1], {0}), e.reduceSum(v[2], {1})};
       }},
      {"contractions",
       {"301x203xf32", "203x157xf32", "157xf32"},
       [](Emit &e, Values v) -> Results {
         Value product = e.dotGeneral(v[0], v[1], {}, {}, {1}, {0});
         Value finished = e.tanh(e.add(product, e.broadcast(v[2], {301, 157}, {1})));
         return {finished, e.dotGeneral(v[0], finished, {}, {}, {0}, {0})};
       }},
      {"a loop",
       {"400000xf32", "400000xf32"},
       [](Emit &e, Values v) -> Results {
         auto turn = [](Emit &e, Values v) -> Results {
           Value sum = e.reduceSum(e.mul(v[1], v[2]), {0});
           return {e.tanh(e.add(v[1], e.broadcast(sum, {400000}, {})))};
         };
         return repeat(e, 3, {v[0]}, turn, {v[1]});
       }},
  };
}

/// FNV-1a.
uint64_t digestOf(const std::vector<burin::ir::Literal> &results) {
  uint64_t digest = 0xcbf29ce484222325;
  for (const burin::ir::Literal &result : results)
    for (int64_t i = 0; i < result.size(); ++i) {
      double element = static_cast<double>(result.real(i));
      unsigned char bytes[sizeof(element)];
      std::memcpy(bytes, &element, sizeof(element));
      for (unsigned char byte : bytes)
        digest = (digest ^ byte) * 0x100000001b3;
    }
  return digest;
}

/// What this program prints as `Threads.DISABLED_digests` with so many threads.
std::string digestsWith(int threads) {
  std::string command = "BURIN_NUM_THREADS=" + std::to_string(threads) +
                        " /proc/$PPID/exe --gtest_also_run_disabled_tests --gtest_filter=Threads.DISABLED_digests";
  std::string text;
  FILE *out = popen(command.c_str(), "r");
  for (char line[256]; out && std::fgets(line, sizeof(line), out);)
    if (std::strncmp(line, "digest", 6) == 0 || std::strncmp(line, "threads", 7) == 0)
      text += line;
  return out && pclose(out) == 0 ? text : "the run failed\n" + text;
}

} // namespace

/// In a process of its own: the number of threads is read once.
TEST(Threads, DISABLED_digests) {
  std::printf("threads %d\n", burin::runtime::num_threads());
  for (const Divided &divided : dividedPrograms()) {
    Compiled c(divided.types, divided.body);
    ASSERT_NE(Compiled(divided.types, divided.body).until("llvm").find("burin_parallel_for"), std::string::npos)
        << divided.name << " runs as a whole";
    std::printf("digest of %s: %016llx\n", divided.name, static_cast<unsigned long long>(digestOf(c.run(c.inputs(1)))));
  }
}

TEST(Threads, results_do_not_depend_on_their_number) {
  std::string text = digestsWith(1);
  auto [one, digests] = llvm::StringRef(text).split('\n');
  ASSERT_EQ(one.str(), "threads 1") << text;
  EXPECT_EQ(digests.count('\n'), dividedPrograms().size()) << digests.str();
  for (int threads : {2, 3})
    EXPECT_EQ(digestsWith(threads), "threads " + std::to_string(threads) + "\n" + digests.str());
}
