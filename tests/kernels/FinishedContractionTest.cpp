// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Contractions with the elementwise operations that finish their elements: many shapes and layouts in each program,
// against the reference evaluator; and bit by bit against programs in which a barrier keeps them apart.
#include "tests/kernels/DotGenerals.h"
#include "tests/lowering/Compiled.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cstdio>
#include <cstring>

#include <unistd.h>

namespace burin::testing {
namespace {

/// Text of a program of contractions; dots are added one by one.
class Program {
public:
  explicit Program(std::string element) : element(std::move(element)) {}

  std::string argument(const std::vector<int64_t> &shape) {
    std::string name = "%a" + std::to_string(arguments++);
    parameters += (parameters.empty() ? "" : ", ") + name + ": " + tensorText(shape, element);
    return name;
  }

  std::string dot(const DotGeneral &dot) {
    std::string lhs = argument(dot.lhs), rhs = argument(dot.rhs), name = fresh();
    body += dot.operation(name, lhs, rhs, element);
    return name;
  }

  std::string apply(const std::string &op, const std::vector<std::string> &operands, const std::string &type,
                    const std::string &resultType, const std::string &attributes = "") {
    std::string name = fresh(), names, types;
    for (const std::string &operand : operands) {
      names += (names.empty() ? "" : ", ") + operand;
      types += (types.empty() ? "" : ", ") + type;
    }
    body += "  " + name + " = burin." + op + " " + names + attributes + " : " + types + " -> " + resultType + "\n";
    return name;
  }

  void give(const std::string &name, const std::string &type) {
    results += (results.empty() ? "" : ", ") + name;
    types += (types.empty() ? "" : ", ") + type;
  }

  std::string text() const {
    return "func.func @main(" + parameters + ") -> (" + types + ") {\n" + body + "  return " + results + " : " + types +
           "\n}\n";
  }

  std::string element;

private:
  std::string fresh() { return "%v" + std::to_string(values++); }

  std::string parameters, body, results, types;
  int arguments = 0, values = 0;
};

/// What follows on a contraction: some of bias, residual, activation, a second reader, another dtype.
void addFinished(Program &p, const DotGeneral &dot, unsigned kind, bool apart) {
  std::vector<int64_t> shape = dot.result();
  std::string type = tensorText(shape, p.element), product = p.dot(dot);
  if (kind % 4 == 0 || shape.empty())
    return p.give(product, type);
  if (apart)
    product = p.apply("optimization_barrier", {product}, type, type);
  std::string value = product;
  if (kind & 1) {
    int64_t last = static_cast<int64_t>(shape.size()) - 1;
    std::vector<int64_t> row{shape[last]};
    std::string bias = p.argument(row), sizes;
    for (int64_t size : shape)
      sizes += (sizes.empty() ? "" : ", ") + std::to_string(size);
    bias = p.apply("broadcast_in_dim", {bias}, tensorText(row, p.element), type,
                   " {dimensions = array<i64: " + std::to_string(last) + ">, shape = array<i64: " + sizes + ">}");
    value = p.apply("add", {value, bias}, type, type);
  }
  if (kind & 2)
    value = p.apply("mul", {value, p.argument(shape)}, type, type);
  if (kind & 4)
    value = p.apply("max", {p.apply("neg", {value}, type, type), value}, type, type);
  if (kind & 8)
    p.give(product, type);
  if (kind & 16) {
    std::string narrow = tensorText(shape, "i1");
    p.give(p.apply("compare", {value, p.argument(shape)}, type, narrow, " {direction = \"lt\"}"), narrow);
  } else {
    p.give(value, type);
  }
}

std::string programOf(const std::string &element, const std::vector<DotGeneral> &dots, unsigned seed, bool apart) {
  Program p(element);
  for (const DotGeneral &dot : dots)
    addFinished(p, dot, seed++, apart);
  return p.text();
}

std::vector<DotGeneral> randomDots(std::mt19937 &random, int count) {
  std::vector<DotGeneral> dots;
  for (int i = 0; i < count; ++i)
    dots.push_back(randomDot(random, 80, 20000));
  return dots;
}

/// `ulps` of the largest sum; comparisons are exact, so kinds with them stay out where sums are not.
void checkRandom(const std::string &element, int programs, int dotsEach, double ulps, unsigned seed) {
  std::mt19937 random(seed);
  for (int i = 0; i < programs && !::testing::Test::HasFailure(); ++i) {
    std::vector<DotGeneral> dots = randomDots(random, dotsEach);
    unsigned kinds = random() % 16;
    Program p(element);
    for (const DotGeneral &dot : dots)
      addFinished(p, dot, kinds++ % 16, false);
    SCOPED_TRACE(p.text());
    Compiled(p.text()).check(ulps, seed + i);
  }
}

TEST(FinishedContraction, raggedF32) { checkRandom("f32", 30, 20, 256, 1); }
TEST(FinishedContraction, raggedF64) { checkRandom("f64", 12, 20, 256, 2); }
TEST(FinishedContraction, raggedI32) { checkRandom("i32", 4, 20, 0, 3); }
TEST(FinishedContraction, raggedBf16) { checkRandom("bf16", 2, 20, 8, 4); }
TEST(FinishedContraction, raggedF16) { checkRandom("f16", 2, 20, 32, 5); }

TEST(FinishedContraction, bitsOfTheUnfusedOne) {
  std::mt19937 random(6);
  for (const char *element : {"f32", "f64"}) {
    std::vector<DotGeneral> dots = randomDots(random, 40);
    dots.push_back({{70, 700}, {700, 130}, {}, {}, {1}, {0}}); // several blocks of k, packed, divided
    dots.push_back({{300, 1100}, {90, 1100}, {}, {}, {1}, {1}});
    dots.push_back({{1, 300}, {300, 500}, {}, {}, {1}, {0}});
    Compiled fused(programOf(element, dots, 0, false)), apart(programOf(element, dots, 0, true));
    std::vector<ir::Literal> inputs = fused.inputs(7);
    EXPECT_EQ(differenceInBits(fused.run(inputs), apart.run(inputs)), "");
    EXPECT_LT(fused.kernels(), apart.kernels());
  }
}

/// Large enough to be divided among threads; prints what the test below compares.
TEST(FinishedContraction, printsItsBits) {
  std::vector<DotGeneral> dots = {{{300, 700}, {700, 330}, {}, {}, {1}, {0}},
                                  {{513, 200}, {257, 200}, {}, {}, {1}, {1}},
                                  {{40, 100, 30}, {40, 30, 70}, {0}, {0}, {2}, {1}},
                                  {{1, 2000}, {2000, 900}, {}, {}, {1}, {0}}};
  Compiled program(programOf("f32", dots, 5, false));
  uint64_t bits = 14695981039346656037u;
  for (const ir::Literal &result : program.run(program.inputs(8)))
    for (int64_t i = 0; i < result.size(); ++i)
      bits = (bits ^ std::bit_cast<uint32_t>(static_cast<float>(result.real(i)))) * 1099511628211u;
  std::printf("bits %016lx\n", static_cast<unsigned long>(bits));
}

std::string bitsWithThreads(const char *threads) {
  char self[4096] = {};
  EXPECT_GT(readlink("/proc/self/exe", self, sizeof(self) - 1), 0);
  std::string command = std::string("BURIN_NUM_THREADS=") + threads + " '" + self + "' --gtest_filter=*printsItsBits";
  FILE *output = popen(command.c_str(), "r");
  std::string bits;
  for (char line[256]; std::fgets(line, sizeof(line), output);)
    if (std::strncmp(line, "bits ", 5) == 0)
      bits = line;
  EXPECT_EQ(pclose(output), 0);
  return bits;
}

TEST(FinishedContraction, bitsDoNotDependOnThreads) {
  std::string one = bitsWithThreads("1");
  EXPECT_FALSE(one.empty());
  EXPECT_EQ(one, bitsWithThreads("2"));
  EXPECT_EQ(one, bitsWithThreads("3"));
}

/// Sizes of one program share the tiles: the second contraction adds loops around them, no other microkernel. Every
/// target divides multiples of 64 by one tile.
TEST(FinishedContraction, microkernelsAreShared) {
  auto tiles = [](const std::vector<DotGeneral> &dots) {
    std::string text = Compiled(programOf("f32", dots, 0, false)).until("llvm");
    int count = 0;
    for (size_t at = 0; (at = text.find("llvm.func @burin_tile_", at)) != std::string::npos; ++at)
      ++count;
    return count;
  };
  DotGeneral small{{64, 96}, {96, 64}, {}, {}, {1}, {0}}, large{{256, 512}, {512, 320}, {}, {}, {1}, {0}},
      transposed{{128, 256}, {192, 128}, {}, {}, {0}, {1}};
  EXPECT_GE(tiles({large}), 1);
  EXPECT_EQ(tiles({small, large, transposed}), tiles({large}));
}

TEST(FinishedContraction, updatesAnArgumentInPlace) {
  Compiled c({"96x64xf32", "96x80xf32", "64x80xf32"}, [](ir::Emit &e, llvm::ArrayRef<mlir::Value> v) {
    return std::vector<mlir::Value>{e.sub(v[2], e.dotGeneral(v[0], v[1], {}, {}, {0}, {0}))};
  });
  EXPECT_EQ(c.kernels(), 1);
  ASSERT_EQ(c.executable()->donations().size(), 1u);
  EXPECT_EQ(c.executable()->donations()[0].argument, 2);
  c.check(256);
  c.checkDonated(256);
}

TEST(FinishedContraction, doesNotUpdateItsOperandInPlace) {
  Compiled c({"64x64xf32"}, [](ir::Emit &e, llvm::ArrayRef<mlir::Value> v) {
    return std::vector<mlir::Value>{e.sub(v[0], e.dotGeneral(v[0], v[0], {}, {}, {1}, {0}))};
  });
  EXPECT_EQ(c.kernels(), 1);
  EXPECT_TRUE(c.executable()->donations().empty());
  c.check(256);
}

/// What the contraction reads from memory is not computed inside its kernel as well.
TEST(FinishedContraction, residualOfItsOwnOperand) {
  const char *text = R"(
func.func @main(%x: tensor<48x48xf32>, %w: tensor<48x48xf32>) -> tensor<48x48xf32> {
  %h = burin.mul %x, %x : tensor<48x48xf32>, tensor<48x48xf32> -> tensor<48x48xf32>
  %d = burin.dot_general %h, %w {lhs_batch = array<i64>, rhs_batch = array<i64>, lhs_contract = array<i64: 1>,
         rhs_contract = array<i64: 0>} : tensor<48x48xf32>, tensor<48x48xf32> -> tensor<48x48xf32>
  %r = burin.add %h, %d : tensor<48x48xf32>, tensor<48x48xf32> -> tensor<48x48xf32>
  return %r : tensor<48x48xf32>
})";
  Compiled c(text);
  c.check(512);
  EXPECT_EQ(c.kernels(), 2);
}

} // namespace
} // namespace burin::testing
