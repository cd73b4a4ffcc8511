// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Every registered operation against its rules: each rule works or is refused with a reason. Derivatives and batches
// have files of their own.
#include "tests/ops/Walk.h"

#include "mlir/IR/Verifier.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using burin::ir::Literal;

namespace burin::tests {

TEST_P(Walk, inferredTypesVerify) {
  forEachVariant([&](Case &c) {
    EXPECT_TRUE(succeeded(verify(c.op()))) << context.takeDiagnostics();
    Value result = c.op()->getResult(0);
    auto type = ir::Emit::typeOf(result);
    Type other = type.getElementType().isF16() ? c.program.b.getF32Type() : c.program.b.getF16Type();
    result.setType(RankedTensorType::get(type.getShape(), other));
    EXPECT_TRUE(failed(verify(c.op())));
    EXPECT_NE(context.takeDiagnostics(), "");
  });
}

TEST_P(Walk, evaluateGivesTheInferredTypes) {
  forEachVariant([&](Case &c) {
    SmallVector<Literal> results = c.evaluate(c.operands);
    ASSERT_EQ(results.size(), c.op()->getNumResults());
    for (auto [literal, type] : llvm::zip_equal(results, c.op()->getResultTypes()))
      EXPECT_EQ(literal.type(), type);
  });
}

TEST_P(Walk, costCountsTheBytesOfOperandsAndResults) {
  forEachVariant([&](Case &c) {
    uint64_t bytes = renamesMemory(c.sample.op) ? 0 : ir::operandAndResultBytes(c.op());
    EXPECT_EQ(c.rules().cost().bytes, bytes);
  });
}

TEST_P(Walk, isLowered) {
  Case c(context, GetParam());
  bool lowered = isa<ir::ElementOp, ir::KernelOp>(c.op());
  EXPECT_NE(lowered, renamesMemory(c.sample.op)) << "pulled, a kernel, or another name of memory";
}

TEST(Dialect, everyOperationHasASampleOrIsStructural) {
  Context context;
  llvm::StringSet<> known;
  for (const Sample &sample : samples())
    known.insert(sample.op);
  for (const StructuralOp &op : structuralOps())
    known.insert(op.op);
  for (RegisteredOperationName name : context.get()->getRegisteredOperations())
    if (name.getDialectNamespace() == "burin" && !name.hasTrait<OpTrait::IsTerminator>()) {
      EXPECT_TRUE(known.contains(name.stripDialect())) << name.stripDialect().str() << " has no sample";
      EXPECT_TRUE(name.hasInterface<ir::ArrayOp>()) << name.stripDialect().str() << " has no rules";
    }
}

TEST(Dialect, structuralOperationsNameTheirCallees) {
  Context context;
  for (const StructuralOp &op : structuralOps()) {
    auto name = RegisteredOperationName::lookup(("burin." + op.op).str(), context.get());
    ASSERT_TRUE(name) << op.op.str();
    EXPECT_TRUE(name->hasInterface<ir::CallLike>()) << op.op.str();
  }
}

// Variants: the walk would be silent about what they leave out.

static Sample sampleOf(StringRef op) {
  return *llvm::find_if(samples(), [&](const Sample &sample) { return sample.op == op; });
}

static bool hasOperand(Context &context, StringRef op, StringRef type) {
  return llvm::any_of(variantsOf(context, sampleOf(op)),
                      [&](const Sample &variant) { return variant.operands[0].type == type; });
}

TEST(Variants, areOfEachDtypeThatTheOperationAdmits) {
  Context context;
  for (const char *element : {"f16", "bf16", "f32", "f64"})
    EXPECT_TRUE(hasOperand(context, "exp", std::string("2x3x") + element)) << element;
  for (const char *element : {"i1", "i8", "ui64"}) {
    EXPECT_FALSE(hasOperand(context, "exp", std::string("2x3x") + element)) << element;
    EXPECT_TRUE(hasOperand(context, "add", std::string("2x3x") + element)) << element;
  }
}

TEST(Variants, ofElementwiseOperationsHaveAllRanks) {
  Context context;
  for (const char *type : {"f64", "0xf64", "1xf64", "7xf64", "3x1x5xf64", "2x3x1x2xf64"}) {
    EXPECT_TRUE(hasOperand(context, "exp", type)) << type;
    EXPECT_FALSE(hasOperand(context, "reduce_sum", type)) << type;
  }
}

TEST(Variants, drawIntegersThatTheDtypeHolds) {
  Sample narrow = retyped({"add", {{"2xi32", -1000, 1000}, {"2xi32", -5, 5}}}, "i32", "ui8");
  EXPECT_EQ(narrow.operands[0].low, 0);
  EXPECT_EQ(narrow.operands[0].high, 255);
  EXPECT_EQ(narrow.operands[1].high, 5);
}

} // namespace burin::tests
