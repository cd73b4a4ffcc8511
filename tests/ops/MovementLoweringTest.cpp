// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Data movement: lowerElement = evaluate, and no element outside an operand is ever read.
#include "tests/ops/Program.h"
#include "tests/ops/ScalarFolder.h"

#include "compiler/ops/Indices.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

#include <gtest/gtest.h>

using namespace mlir;
using burin::ir::Literal;

namespace burin::tests {

/// Elements of literals; fails the test at an index out of bounds.
class LiteralReader : public ir::ElementReader {
public:
  LiteralReader(OpBuilder &b, Location loc, ArrayRef<Literal> operands) : ElementReader(b, loc), operands_(operands) {}

  Value read(unsigned number, ValueRange index) override {
    ArrayRef<int64_t> shape = operands_[number].type().getShape();
    EXPECT_EQ(index.size(), shape.size());
    SmallVector<int64_t> at;
    for (auto [i, extent] : llvm::zip_equal(index, shape)) {
      at.push_back(foldIndex(i));
      EXPECT_TRUE(at.back() >= 0 && at.back() < extent) << "operand " << number << " read at " << at.back();
      at.back() = std::clamp<int64_t>(at.back(), 0, extent - 1);
    }
    return scalarOf(b, loc, operands_[number], ir::positionOf(at, shape));
  }

private:
  ArrayRef<Literal> operands_;
};

static Literal lowered(Program &program, ArrayRef<Literal> operands) {
  Literal result(ir::Emit::typeOf(program.op->getResult(0)));
  LiteralReader reader(program.b, program.op->getLoc(), operands);
  int64_t i = 0;
  ir::forEachIndex(result.type().getShape(), [&](ArrayRef<int64_t> index) {
    SmallVector<Value> at;
    for (int64_t value : index)
      at.push_back(arith::ConstantIndexOp::create(program.b, program.op->getLoc(), value));
    storeScalar(foldScalar(cast<ir::ElementOp>(program.op).lowerElement(reader, at, 0)), result, i++);
  });
  return result;
}

class MovementLowering : public testing::TestWithParam<Sample> {};

TEST_P(MovementLowering, equalsEvaluate) {
  Context context;
  Program program(context, GetParam());
  ASSERT_TRUE(program.op) << program.inference.problem;
  Random random(7);
  std::vector<Literal> operands = randomOperands(context, GetParam(), random);
  SmallVector<Literal> expected;
  ASSERT_TRUE(succeeded(program.rules().evaluate(operands, expected)));
  EXPECT_EQ(difference(lowered(program, operands), expected[0], 0), "");
}

static std::vector<Sample> movementSamples() {
  std::vector<Sample> chosen;
  for (const Sample &sample : samples())
    if (llvm::is_contained({"iota", "broadcast_in_dim", "reshape", "transpose", "slice", "pad", "concatenate",
                            "reverse", "gather", "dynamic_slice"},
                           sample.op))
      chosen.push_back(sample);
  return chosen;
}

static std::string nameOf(const testing::TestParamInfo<Sample> &info) {
  return info.param.op + "_" + std::to_string(info.index);
}
INSTANTIATE_TEST_SUITE_P(Samples, MovementLowering, testing::ValuesIn(movementSamples()), nameOf);

static const std::vector<Sample> edges = {
    {"iota", {}, "{dtype = f32, shape = array<i64: 0>, dimension = 0 : i64}"},
    {"iota", {}, "{dtype = ui8, shape = array<i64: 300>, dimension = 0 : i64}"},
    {"broadcast_in_dim", {{"1xf32"}}, "{shape = array<i64: 0>, dimensions = array<i64: 0>}"},
    {"reshape", {{"0x3xf32"}}, "{shape = array<i64: 2, 0>}"},
    {"reshape", {{"6x4xf32"}}, "{shape = array<i64: 3, 8>}"},
    {"transpose", {{"f32"}}, "{permutation = array<i64>}"},
    {"slice", {{"f32"}}, "{start = array<i64>, limit = array<i64>, strides = array<i64>}"},
    {"slice", {{"7xi1", 0, 1}}, "{start = array<i64: 1>, limit = array<i64: 7>, strides = array<i64: 4>}"},
    {"pad", {{"0xf32"}, {"f32"}}, "{low = array<i64: 2>, high = array<i64: 1>, interior = array<i64: 3>}"},
    {"pad", {{"f32"}, {"f32"}}, "{low = array<i64>, high = array<i64>, interior = array<i64>}"},
    {"pad", {{"5xf32"}, {"f32"}}, "{low = array<i64: -4>, high = array<i64: 3>, interior = array<i64: 0>}"},
    {"pad", {{"3xf32"}, {"f32"}}, "{low = array<i64: -5>, high = array<i64: 6>, interior = array<i64: 2>}"},
    {"pad", {{"3xf32"}, {"f32"}}, "{low = array<i64: 4>, high = array<i64: -6>, interior = array<i64: 1>}"},
    {"pad", {{"4xf32"}, {"f32"}}, "{low = array<i64: -2>, high = array<i64: -2>, interior = array<i64: 0>}"},
    {"concatenate", {{"2x0xf32"}, {"2x3xf32"}, {"2x0xf32"}}, "{dimension = 1 : i64}"},
    {"concatenate", {{"0xf32"}, {"0xf32"}}, "{dimension = 0 : i64}"},
    {"concatenate", {{"3xi1", 0, 1}}, "{dimension = 0 : i64}"},
    {"reverse", {{"2x3xf32"}}, "{dimensions = array<i64: 1, 0>}"},
    {"reverse", {{"0xf32"}}, "{dimensions = array<i64: 0>}"},
};
INSTANTIATE_TEST_SUITE_P(Edges, MovementLowering, testing::ValuesIn(edges), nameOf);

/// Common cases of the arithmetic that LLVM's vectorizer sees: nothing but the loop's own index.
TEST(MovementArithmetic, addsNoArithmeticToWholeCopies) {
  for (const Sample &sample :
       {Sample{
            "slice", {{"4x6xf32"}}, "{start = array<i64: 0, 0>, limit = array<i64: 2, 6>, strides = array<i64: 1, 1>}"},
        Sample{"pad",
               {{"4x6xf32"}, {"f32"}},
               "{low = array<i64: 0, 0>, high = array<i64: -1, 0>, interior = array<i64: 0, 0>}"},
        Sample{"broadcast_in_dim", {{"4xf32"}}, "{shape = array<i64: 4, 6>, dimensions = array<i64: 0>}"}}) {
    Context context;
    Program program(context, sample);
    ASSERT_TRUE(program.op);
    Location loc = program.op->getLoc();
    struct IndexReader : ir::ElementReader {
      using ElementReader::ElementReader;
      Value read(unsigned, ValueRange index) override {
        seen.append(index.begin(), index.end());
        return scalarOf(b, loc, Literal(RankedTensorType::get({1}, b.getF32Type())), 0);
      }
      SmallVector<Value> seen;
    } reader(program.b, loc);
    SmallVector<Value> index;
    for (int i = 0; i < 2; ++i)
      index.push_back(program.argument(program.b.getIndexType()));
    cast<ir::ElementOp>(program.op).lowerElement(reader, index, 0);
    for (Operation *op : program.emitted())
      EXPECT_TRUE(op->hasTrait<OpTrait::ConstantLike>())
          << sample.op << " emits " << op->getName().getStringRef().str();
    EXPECT_EQ(reader.seen[0], index[0]);
  }
}

} // namespace burin::tests
