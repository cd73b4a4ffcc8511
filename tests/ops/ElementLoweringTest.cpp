// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// lowerElement = evaluate without generating code: the scalar program of an element, fed with constants, is
// folded.
#include "tests/ops/Edges.h"
#include "tests/ops/Program.h"
#include "tests/ops/ScalarFolder.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Verifier.h"

#include <gtest/gtest.h>

using namespace mlir;
using burin::ir::Literal;

namespace burin::tests {

/// Gives the arguments of a function of scalars.
class ArgumentReader : public ir::ElementReader {
public:
  ArgumentReader(OpBuilder &b, Location loc, ValueRange arguments) : ElementReader(b, loc), arguments_(arguments) {}
  Value read(unsigned number, ValueRange) override { return arguments_[number]; }

private:
  ValueRange arguments_;
};

/// One element's scalar program, folded with constants in place of its arguments.
class ScalarProgram {
public:
  explicit ScalarProgram(Program &program) : function_(declare(program)), op_(program.op) {
    Block *body = function_.addEntryBlock();
    OpBuilder b = OpBuilder::atBlockEnd(body);
    ArgumentReader reader(b, op_->getLoc(), body->getArguments());
    SmallVector<Value> index(ir::Emit::typeOf(op_->getResult(0)).getRank());
    SmallVector<Value> results;
    for (unsigned i = 0; i < op_->getNumResults(); ++i)
      results.push_back(cast<ir::ElementOp>(op_).lowerElement(reader, index, i));
    func::ReturnOp::create(b, op_->getLoc(), results);
    function_.setFunctionType(b.getFunctionType(body->getArgumentTypes(), ValueRange(results).getTypes()));
  }

  bool verifies() { return succeeded(verify(function_)); }

  /// False when an operation does not fold with these values.
  bool evaluate(ArrayRef<Literal> operands, int64_t i, MutableArrayRef<Literal> results) {
    llvm::DenseMap<Value, Attribute> values;
    Block &body = function_.getBody().front();
    for (auto [argument, literal] : llvm::zip_equal(body.getArguments(), operands))
      values[argument] = attributeOf(literal, i);
    for (Operation &op : body.without_terminator())
      if (!fold(op, values)) {
        llvm::raw_string_ostream(stuck = "") << op;
        return false;
      }
    for (auto [value, result] : llvm::zip_equal(body.getTerminator()->getOperands(), results))
      storeScalar(values[value], result, i);
    return true;
  }

  std::string stuck; ///< the operation that did not fold

private:
  static func::FuncOp declare(Program &program) {
    OpBuilder b = OpBuilder::atBlockEnd(program.module->getBody());
    SmallVector<Type> types;
    for (Value operand : program.op->getOperands()) {
      Type element = ir::Emit::typeOf(operand).getElementType();
      types.push_back(ir::isFloating(element) ? element : b.getIntegerType(element.getIntOrFloatBitWidth()));
    }
    return func::FuncOp::create(b, program.op->getLoc(), "element", b.getFunctionType(types, {}));
  }

  static bool fold(Operation &op, llvm::DenseMap<Value, Attribute> &values) {
    auto constants = llvm::map_to_vector(op.getOperands(), [&](Value operand) { return values.lookup(operand); });
    SmallVector<OpFoldResult> folded;
    if (failed(op.fold(constants, folded)))
      folded.assign(1, foldInexact(&op, constants));
    if (folded.size() != op.getNumResults())
      return false;
    for (auto [result, value] : llvm::zip_equal(op.getResults(), folded))
      values[result] = isa<Attribute>(value) ? cast<Attribute>(value) : values.lookup(cast<Value>(value));
    return llvm::all_of(op.getResults(), [&](Value result) { return static_cast<bool>(values.lookup(result)); });
  }

  func::FuncOp function_;
  Operation *op_;
};

static void expectLoweredEqualsEvaluated(const std::string &op, const std::vector<std::string> &elements,
                                         const std::string &attributes) {
  Context context;
  std::vector<Literal> operands = combinations(context.get(), elements);
  Sample sample{op, {}, attributes, op == "threefry2x32" ? 2u : 1u};
  for (const std::string &element : elements)
    sample.operands.emplace_back((std::to_string(operands[0].size()) + "x" + element).c_str());
  Program program(context, sample);
  if (!program.op)
    return; // not for this dtype
  SCOPED_TRACE(op + " " + llvm::join(elements, " ") + " " + attributes);
  ScalarProgram scalar(program);
  ASSERT_TRUE(scalar.verifies()) << context.takeDiagnostics();
  SmallVector<Literal> expected, lowered;
  ASSERT_TRUE(succeeded(program.rules().evaluate(operands, expected)));
  for (const Literal &literal : expected)
    lowered.emplace_back(literal.type());
  for (int64_t i = 0; i < operands[0].size(); ++i) {
    ASSERT_TRUE(scalar.evaluate(operands, i, lowered)) << "element " << i << " does not fold: " << scalar.stuck;
  }
  for (auto [x, y] : llvm::zip_equal(lowered, expected))
    EXPECT_EQ(differenceInPlaces(x, y), "");
}

/// "ui16" has 16.
static int widthOf(StringRef dtype) {
  int width = 0;
  dtype.drop_until(llvm::isDigit).getAsInteger(10, width);
  return width;
}

TEST(ElementLowering, unary) {
  for (const char *dtype : dtypes)
    for (const char *op : {"neg", "abs", "sign", "floor", "ceil", "is_finite", "not", "popcnt", "count_leading_zeros",
                           "stop_gradient", "sqrt"})
      expectLoweredEqualsEvaluated(op, {dtype}, "{}");
}

TEST(ElementLowering, integerPow) {
  for (const char *dtype : dtypes)
    for (int exponent : {-3, -1, 0, 1, 2, 3})
      expectLoweredEqualsEvaluated("integer_pow", {dtype}, "{exponent = " + std::to_string(exponent) + " : i64}");
}

TEST(ElementLowering, binary) {
  for (const char *dtype : dtypes)
    for (const char *op : {"add", "sub", "mul", "div", "rem", "max", "min", "and", "or", "xor", "shift_left",
                           "shift_right_logical", "shift_right_arithmetic", "nextafter"})
      expectLoweredEqualsEvaluated(op, {dtype, dtype}, "{}");
}

TEST(ElementLowering, round) {
  for (const char *dtype : dtypes)
    for (const char *mode : {"away_from_zero", "to_nearest_even"})
      expectLoweredEqualsEvaluated("round", {dtype}, std::string("{mode = \"") + mode + "\"}");
}

TEST(ElementLowering, clamp) {
  for (const char *dtype : dtypes)
    expectLoweredEqualsEvaluated("clamp", {dtype, dtype, dtype}, "{}");
}

TEST(ElementLowering, reducePrecision) {
  for (const char *dtype : dtypes)
    for (int exponent : {2, 5, 8, 11})
      for (int mantissa : {0, 3, 7, 10, 23, 60})
        expectLoweredEqualsEvaluated("reduce_precision", {dtype},
                                     "{exponent_bits = " + std::to_string(exponent) +
                                         " : i64, mantissa_bits = " + std::to_string(mantissa) + " : i64}");
}

TEST(ElementLowering, bitcastOfEqualWidths) {
  for (const char *from : dtypes)
    for (const char *to : dtypes)
      if (widthOf(from) == widthOf(to))
        expectLoweredEqualsEvaluated("bitcast_convert", {from}, std::string("{dtype = ") + to + "}");
}

TEST(ElementLowering, compare) {
  for (const char *dtype : dtypes)
    for (const char *direction : {"eq", "ne", "lt", "le", "gt", "ge"})
      expectLoweredEqualsEvaluated("compare", {dtype, dtype}, std::string("{direction = \"") + direction + "\"}");
}

TEST(ElementLowering, select) {
  for (const char *dtype : dtypes)
    expectLoweredEqualsEvaluated("select", {"i1", dtype, dtype}, "{}");
}

TEST(ElementLowering, convert) {
  for (const char *from : dtypes)
    for (const char *to : dtypes)
      expectLoweredEqualsEvaluated("convert", {from}, std::string("{dtype = ") + to + "}");
}

static const char *const floatingDtypes[] = {"f16", "bf16", "f32", "f64"};

/// Not sin and cos: they call a function, which does not fold.
TEST(ElementLowering, transcendental) {
  for (const char *dtype : floatingDtypes)
    for (const char *op : {"exp", "exp2", "expm1", "log", "log1p", "log2", "tanh", "logistic", "rsqrt", "cbrt", "erf"})
      expectLoweredEqualsEvaluated(op, {dtype}, "{}");
}

TEST(ElementLowering, pow) {
  for (const char *dtype : floatingDtypes)
    expectLoweredEqualsEvaluated("pow", {dtype, dtype}, "{}");
}

TEST(ElementLowering, threefry) {
  expectLoweredEqualsEvaluated("threefry2x32", {"ui32", "ui32", "ui32", "ui32"}, "{}");
}

} // namespace burin::tests
