// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The assembly of microkernels, for machines that need not be this one: nothing is spilled inside the loop over k.
#include "compiler/lowering/contraction/Microkernel.h"
#include "compiler/lowering/contraction/Contraction.h"
#include "compiler/lowering/contraction/Memory.h"
#include "tests/kernels/Jit.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <sstream>
#include <vector>

namespace burin::testing {
namespace {

using namespace mlir;
using lowering::Target;

bool isMultiplyAdd(const std::string &line) { return line.find("vfmadd") != std::string::npos; }

/// Lines from a label to the last jump back to it, for labels in front of at least eight multiply-adds.
std::vector<std::string> multiplyAddLoops(const std::string &assembly) {
  std::vector<std::string> lines, loops;
  std::istringstream text(assembly);
  for (std::string line; std::getline(text, line);)
    lines.push_back(line);
  std::map<std::string, size_t> labels;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (size_t colon = lines[i].find(':'); lines[i].rfind(".LBB", 0) == 0 && colon != std::string::npos)
      labels[lines[i].substr(0, colon)] = i;
    size_t target = lines[i].find(".LBB");
    if (lines[i].find("\tj") == std::string::npos || target == std::string::npos)
      continue;
    auto start = labels.find(lines[i].substr(target, lines[i].find_first_of(" \t#", target) - target));
    if (start == labels.end() || std::count_if(lines.begin() + start->second, lines.begin() + i, isMultiplyAdd) < 8)
      continue;
    std::string loop;
    for (size_t k = start->second; k <= i; ++k)
      loop += lines[k] + "\n";
    loops.push_back(loop);
  }
  return loops;
}

bool touchesStack(const std::string &loop) { return loop.find("%rsp") != std::string::npos; }

std::string sampleLoop(const std::string &inside, const std::string &outside = "") {
  std::string text = "kernel:\n" + outside + ".LBB0_1:                # =>This Inner Loop\n";
  for (int i = 0; i < 8; ++i)
    text += "\tvfmadd231ps\t%zmm0, %zmm1, %zmm2\n";
  return text + inside + "\tjne\t.LBB0_1\n\tretq\n";
}

TEST(SpillCheck, catchesASpillInTheLoop) {
  auto loops = multiplyAddLoops(sampleLoop("\tvmovups\t%zmm3, 64(%rsp)\n"));
  ASSERT_EQ(loops.size(), 1u);
  EXPECT_TRUE(touchesStack(loops[0]));
}

TEST(SpillCheck, doesNotFlagTheStackOutsideOfIt) {
  auto loops = multiplyAddLoops(sampleLoop("\taddq\t$8, %rdi\n", "\tmovq\t8(%rsp), %rax\n"));
  ASSERT_EQ(loops.size(), 1u);
  EXPECT_FALSE(touchesStack(loops[0]));
}

Target levelOf(const char *cpu, unsigned bits, unsigned registers) {
  Target target;
  target.cpu = cpu, target.vectorBits = bits, target.numVectorRegs = registers, target.hasFma = true;
  return target;
}

const Target targets[] = {levelOf("x86-64-v3", 256, 16), levelOf("haswell", 256, 16), levelOf("x86-64-v4", 512, 32),
                          levelOf("sapphirerapids", 512, 32), levelOf("znver5", 512, 32)};

Type elementOf(MLIRContext *context, bool wide) {
  return wide ? Type(Float64Type::get(context)) : Type(Float32Type::get(context));
}

std::string assemblyOf(const Target &target, bool wide, int64_t m, int64_t k, int64_t n) {
  auto types = [&](MLIRContext *context) {
    Type element = elementOf(context, wide);
    return llvm::SmallVector<MemRefType>{flatMemref(element, m * k), flatMemref(element, k * n),
                                         flatMemref(element, m * n)};
  };
  auto body = [&](OpBuilder &b, Location loc, ValueRange args) {
    auto shape = lowering::contractionShape(elementOf(b.getContext(), wide), {m, k}, {k, n}, {}, {}, {1}, {0});
    lowering::emitContraction(b, loc, shape, target, args[0], args[1], args[2], args[3], args[4]);
  };
  return Jit(target, types, body, leanPasses).assembly();
}

TEST(Microkernel, doesNotSpillInsideItsLoop) {
  for (const Target &target : targets)
    for (bool wide : {false, true})
      for (auto [m, k, n] : {std::array<int64_t, 3>{512, 512, 512}, {510, 700, 310}, {96, 64, 90}, {100, 50, 10}}) {
        SCOPED_TRACE(target.cpu + (wide ? " f64 " : " f32 ") + std::to_string(m));
        auto loops = multiplyAddLoops(assemblyOf(target, wide, m, k, n));
        EXPECT_FALSE(loops.empty());
        for (const std::string &loop : loops)
          EXPECT_FALSE(touchesStack(loop)) << loop;
      }
}

/// More sums than registers: what the test above must find.
TEST(Microkernel, aTileThatIsTooLargeSpills) {
  auto types = [&](MLIRContext *context) {
    return llvm::SmallVector<MemRefType>(3, flatMemref(elementOf(context, false), 4096));
  };
  auto body = [&](OpBuilder &b, Location loc, ValueRange args) {
    lowering::IndexBuilder ix{b, loc};
    lowering::Microkernel kernel;
    kernel.element = b.getF32Type();
    kernel.rows = 12, kernel.vectors = 2, kernel.lanes = 8, kernel.hasFma = true;
    auto pointer = [&](Value array) { return lowering::emitPointer(b, loc, kernel.element, array, ix.constant(0)); };
    Value one = ix.constant(1), never = arith::ConstantOp::create(b, loc, b.getBoolAttr(false));
    emitTile(ix, kernel,
             {pointer(args[0]), pointer(args[1]), pointer(args[2]), one, ix.constant(12), ix.constant(16),
              ix.constant(16), args[3], ix.constant(8), never});
  };
  auto loops = multiplyAddLoops(Jit(targets[0], types, body, leanPasses).assembly());
  EXPECT_TRUE(std::any_of(loops.begin(), loops.end(), touchesStack));
}

} // namespace
} // namespace burin::testing
