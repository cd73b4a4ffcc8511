// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/lowering/Compiled.h"

#include "compiler/ir/Dialect.h"
#include "compiler/ir/Evaluator.h"
#include "compiler/jit/Codegen.h"
#include "compiler/jit/JitExecutable.h"
#include "compiler/lowering/BufferPlan.h"
#include "compiler/lowering/KernelBuilder.h"
#include "compiler/lowering/Lowering.h"
#include "passes/fusion/Fusion.h"

#include "mlir/AsmParser/AsmParser.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <gtest/gtest.h>
#include <random>
#include <sstream>

using namespace mlir;

namespace burin::testing {

void Compiled::load() {
  context.disableMultithreading();
  context.getDiagEngine().registerHandler([this](Diagnostic &diagnostic) { diagnostics += diagnostic.str() + "\n"; });
  context.loadDialect<ir::BurinDialect, func::FuncDialect>();
}

Compiled::Compiled(std::vector<std::string> types, Body body, lowering::Target target) : target(std::move(target)) {
  load();
  OpBuilder b(&context);
  Location loc = b.getUnknownLoc();
  original = ModuleOp::create(loc);
  b.setInsertionPointToEnd(original->getBody());
  SmallVector<Type> arguments;
  for (const std::string &text : types)
    arguments.push_back(parseType("tensor<" + text + ">", &context));
  auto function = func::FuncOp::create(b, loc, "main", b.getFunctionType(arguments, {}));
  Block *block = function.addEntryBlock();
  b.setInsertionPointToEnd(block);
  ir::Emit e(b, loc);
  std::vector<Value> values(block->args_begin(), block->args_end());
  std::vector<Value> results = body(e, values);
  func::ReturnOp::create(b, loc, results);
  function.setType(b.getFunctionType(arguments, ValueRange(results).getTypes()));
}

Compiled::Compiled(const std::string &text) {
  load();
  original = parseSourceString<ModuleOp>(text, &context);
  if (!original)
    ADD_FAILURE() << "the module does not parse";
}

static std::string textOf(Operation *op) {
  std::string text;
  llvm::raw_string_ostream out(text);
  op->print(out);
  return text;
}

bool Compiled::stage(const std::string &name) {
  done.push_back(name);
  if (name == "fused")
    return succeeded(passes::fuse(*module)) && succeeded(verify(*module));
  if (name == "planned")
    return succeeded(lowering::planBuffers(*module)) && succeeded(verify(*module));
  if (name == "loops")
    return succeeded(lowering::lowerToLoops(*module, target)); // half-way: LLVM calls of functions of another dialect
  return succeeded(lowering::convertToLLVM(*module)) && succeeded(verify(*module));
}

std::string Compiled::until(const std::string &last) {
  module = cast<ModuleOp>((*original)->clone());
  done.clear();
  for (const char *name : {"fused", "planned", "loops", "llvm"}) {
    if (!stage(name)) {
      failed = true;
      return "";
    }
    if (name == last)
      break;
  }
  if (last != "asm")
    return textOf(*module);
  auto text = codegen::assembly(*module, target);
  EXPECT_TRUE(!!text);
  return *text;
}

static runtime::TensorType tensorType(RankedTensorType type) {
  Type element = type.getElementType();
  bool isUnsigned = element.isUnsignedInteger();
  unsigned bits = element.getIntOrFloatBitWidth();
  DType dtype = element.isInteger(1) ? DType::bool_
                : element.isBF16()   ? DType::bf16
                : element.isF16()    ? DType::f16
                : element.isF32()    ? DType::f32
                : element.isF64()    ? DType::f64
                : bits == 8          ? (isUnsigned ? DType::u8 : DType::i8)
                : bits == 16         ? (isUnsigned ? DType::u16 : DType::i16)
                : bits == 32         ? (isUnsigned ? DType::u32 : DType::i32)
                                     : (isUnsigned ? DType::u64 : DType::i64);
  return {dtype, Shape(std::span<const int64_t>(type.getShape().data(), type.getShape().size()))};
}

func::FuncOp Compiled::program() { return lowering::programOf(*original); }

std::shared_ptr<const runtime::Executable> Compiled::executable() {
  if (code)
    return code;
  until("planned");
  codegen::ProgramFacts facts;
  for (Type type : program().getArgumentTypes())
    facts.arguments.push_back(tensorType(cast<RankedTensorType>(type)));
  for (Type type : program().getResultTypes())
    facts.results.push_back(tensorType(cast<RankedTensorType>(type)));
  if (failed)
    return nullptr;
  facts.memory = lowering::memoryPlan(*module);
  facts.donations = lowering::plannedDonations(*module);
  if (!stage("loops") || !stage("llvm")) {
    failed = true;
    return nullptr;
  }
  auto compiled = codegen::compile(*module, facts, target);
  if (!compiled) {
    ADD_FAILURE() << llvm::toString(compiled.takeError());
    return nullptr;
  }
  return code = *compiled;
}

int Compiled::kernels() { return executable() ? executable()->record().kernels : -1; }

std::vector<ir::Literal> Compiled::inputs(unsigned seed) {
  std::mt19937 engine(seed);
  std::normal_distribution<double> normal;
  std::vector<ir::Literal> result;
  for (Type type : program().getArgumentTypes()) {
    ir::Literal literal(cast<RankedTensorType>(type));
    for (int64_t i = 0; i < literal.size(); ++i)
      if (literal.floating())
        literal.setReal(i, normal(engine));
      else
        literal.setInteger(i, static_cast<int64_t>(engine() % 23) - 3);
    result.push_back(std::move(literal));
  }
  return result;
}

namespace {
struct Memory {
  explicit Memory(RankedTensorType type)
      : type(type), data(std::aligned_alloc(64, (std::max<int64_t>(ir::bytesOf(type), 1) + 63) / 64 * 64)) {}
  Memory(Memory &&other) : type(other.type), data(std::exchange(other.data, nullptr)) {}
  ~Memory() { std::free(data); }
  RankedTensorType type;
  void *data;
};
} // namespace

/// Memory of one call.
struct Compiled::Buffers {
  Buffers(func::FuncOp program, ArrayRef<ir::Literal> inputs) {
    for (const ir::Literal &literal : inputs) {
      in.emplace_back(literal.type());
      literal.toMemory(in.back().data);
      inPointers.push_back(in.back().data);
    }
    for (Type type : program.getResultTypes()) {
      out.emplace_back(cast<RankedTensorType>(type));
      std::memset(out.back().data, 0xa5, ir::bytesOf(out.back().type));
      outPointers.push_back(out.back().data);
    }
  }
  std::vector<Memory> in, out;
  std::vector<const void *> inPointers;
  std::vector<void *> outPointers;
};

static bool haveSameBits(const ir::Literal &x, const ir::Literal &y, int64_t i) {
  if (!x.floating())
    return x.integer(i) == y.integer(i);
  long double a = x.real(i), b = y.real(i);
  return std::isnan(a) ? std::isnan(b) : a == b && std::signbit(a) == std::signbit(b);
}

static std::string elementText(const ir::Literal &literal, int64_t i) {
  std::ostringstream text;
  text.precision(20);
  literal.floating() ? text << literal.real(i) : text << literal.integer(i);
  return text.str();
}

std::string differenceInBits(ArrayRef<ir::Literal> got, ArrayRef<ir::Literal> want) {
  if (got.size() != want.size())
    return std::to_string(got.size()) + " arrays and " + std::to_string(want.size());
  for (auto [r, x, y] : llvm::enumerate(got, want)) {
    if (x.size() != y.size())
      return "array " + std::to_string(r) + " has " + std::to_string(x.size()) + " elements and " +
             std::to_string(y.size());
    for (int64_t i = 0; i < x.size(); ++i)
      if (!haveSameBits(x, y, i))
        return "array " + std::to_string(r) + " at " + std::to_string(i) + ": " + elementText(x, i) + " and " +
               elementText(y, i);
  }
  return "";
}

std::vector<ir::Literal> Compiled::run(ArrayRef<ir::Literal> inputs) {
  Buffers buffers(program(), inputs);
  executable()->run(buffers.inPointers.data(), buffers.outPointers.data());
  for (auto [literal, memory] : llvm::zip_equal(inputs, buffers.in))
    EXPECT_EQ(differenceInBits(literal, ir::Literal::fromMemory(memory.type, memory.data)), "")
        << "an argument was overwritten";
  std::vector<ir::Literal> results;
  for (Memory &memory : buffers.out)
    results.push_back(ir::Literal::fromMemory(memory.type, memory.data));
  return results;
}

static double unitOf(Type element) {
  if (element.isF64())
    return std::ldexp(1, -52);
  return std::ldexp(1, element.isF32() ? -23 : element.isF16() ? -10 : -7);
}

/// The greatest finite magnitude, at most 1.
static long double scaleOf(const ir::Literal &literal) {
  long double scale = 0;
  for (int64_t i = 0; i < literal.size(); ++i)
    if (std::isfinite(literal.real(i)))
      scale = std::max(scale, std::fabs(literal.real(i)));
  return std::min<long double>(scale, 1);
}

static void compare(const ir::Literal &got, const ir::Literal &want, double ulps, double magnitude = 0) {
  double unit = unitOf(got.type().getElementType());
  long double scale = want.floating() ? std::max<long double>(scaleOf(want), magnitude) : 1;
  int shown = 0;
  for (int64_t i = 0; i < got.size() && shown < 3; ++i) {
    if (!got.floating()) {
      if (got.integer(i) != want.integer(i))
        ++shown, ADD_FAILURE() << "element " << i << ": " << got.integer(i) << ", expected " << want.integer(i);
      continue;
    }
    long double a = got.real(i), b = want.real(i);
    long double tolerance = ulps * unit * std::max(scale, std::fabs(b));
    if (a == b || (a != a && b != b) || (std::isfinite(tolerance) && std::fabs(a - b) <= tolerance))
      continue;
    ++shown, ADD_FAILURE() << "element " << i << ": " << double(a) << ", expected " << double(b);
  }
}

std::vector<ir::Literal> Compiled::expected(const std::vector<ir::Literal> &in) {
  SmallVector<ir::Literal> want;
  EXPECT_TRUE(succeeded(ir::evaluate(program(), in, want)));
  return {want.begin(), want.end()};
}

void Compiled::check(double ulps, const std::vector<ir::Literal> &in, double magnitude) {
  ASSERT_NE(executable(), nullptr);
  for (auto [g, w] : llvm::zip_equal(run(in), expected(in)))
    compare(g, w, ulps, magnitude);
}

void Compiled::donate(ArrayRef<runtime::Donation> donors) { lowering::setDonors(program(), donors); }

void Compiled::checkDonated(double ulps) {
  ASSERT_NE(executable(), nullptr);
  std::vector<ir::Literal> in = inputs(1), want = expected(in);
  Buffers buffers(program(), in);
  for (auto [argument, result] : executable()->donations())
    buffers.outPointers[result] = buffers.in[argument].data;
  executable()->run(buffers.inPointers.data(), buffers.outPointers.data());
  for (size_t i = 0; i < want.size(); ++i)
    compare(ir::Literal::fromMemory(buffers.out[i].type, buffers.outPointers[i]), want[i], ulps);
}

} // namespace burin::testing
