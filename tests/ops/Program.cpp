// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/ops/Program.h"

#include "compiler/ir/Computation.h"

#include "mlir/AsmParser/AsmParser.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/raw_ostream.h"

#include <cmath>

using namespace mlir;

namespace burin::tests {

Context::Context() : context_(MLIRContext::Threading::DISABLED) {
  context_.loadDialect<ir::BurinDialect, arith::ArithDialect, math::MathDialect, scf::SCFDialect>();
  context_.getDiagEngine().registerHandler([this](Diagnostic &diagnostic) { diagnostics_ += diagnostic.str() + "\n"; });
}

RankedTensorType Context::type(StringRef inside) {
  return cast<RankedTensorType>(parseType(("tensor<" + inside + ">").str(), &context_));
}

/// The text of a computation for the dtypes of the operands.
static std::string typedText(std::string text, ValueRange operands) {
  for (auto [number, operand] : llvm::enumerate(operands)) {
    std::string place = "$" + std::to_string(number), element;
    llvm::raw_string_ostream(element) << ir::Emit::typeOf(operand).getElementType();
    for (size_t at = text.find(place); at != std::string::npos; at = text.find(place, at))
      text.replace(at, place.size(), element);
  }
  return text;
}

Operation *apply(OpBuilder &b, Location loc, const Sample &sample, ValueRange operands, ir::Inference &inference) {
  auto attributes = cast<DictionaryAttr>(parseAttribute(sample.attributes, b.getContext()));
  SmallVector<OwningOpRef<ModuleOp>> modules;
  SmallVector<Region *> computations;
  for (const std::string &text : sample.computations) {
    modules.push_back(parseSourceString<ModuleOp>(typedText(text, operands), b.getContext()));
    if (!modules.back()) { // no computation on these dtypes
      (void)inference.fail(ir::Fault::dtype, "the computation does not parse");
      return nullptr;
    }
    computations.push_back(&(*modules.back()->getOps<func::FuncOp>().begin()).getBody());
  }
  return ir::createInferred(b, loc, "burin." + sample.op, operands, attributes.getValue(), sample.results, computations,
                            inference);
}

Program::Program(Context &context, const Sample &sample) : b(context.get()) {
  Location loc = b.getUnknownLoc();
  module = ModuleOp::create(loc);
  b.setInsertionPointToEnd(module->getBody());
  function = func::FuncOp::create(b, loc, "f", b.getFunctionType({}, {}));
  body = function.addEntryBlock();
  b.setInsertionPointToEnd(body);
  for (const Operand &operand : sample.operands)
    body->addArgument(context.type(operand.type), loc);
  op = apply(b, loc, sample, body->getArguments(), inference);
}

bool Program::verifies() {
  return llvm::all_of(*body, [](Operation &operation) { return succeeded(verify(&operation)); });
}

SmallVector<Operation *> Program::emitted() {
  SmallVector<Operation *> operations;
  for (Operation *next = op->getNextNode(); next; next = next->getNextNode())
    operations.push_back(next);
  return operations;
}

ir::Literal randomLiteral(RankedTensorType type, double low, double high, Random &random) {
  ir::Literal literal(type);
  for (int64_t i = 0; i < literal.size(); ++i)
    if (literal.floating())
      literal.setReal(i, std::uniform_real_distribution<double>(low, high)(random));
    else
      literal.setInteger(
          i, std::uniform_int_distribution<int64_t>(static_cast<int64_t>(low), static_cast<int64_t>(high))(random));
  return literal;
}

void forEachOnDiagonal(RankedTensorType type, function_ref<void(int64_t)> visit) {
  int64_t rows = type.getShape().end()[-2], columns = type.getShape().back();
  for (int64_t base = 0; base < type.getNumElements(); base += rows * columns)
    for (int64_t i = 0; i < std::min(rows, columns); ++i)
      visit(base + i * columns + i);
}

ir::Literal randomOperand(RankedTensorType type, const Operand &operand, Random &random) {
  ir::Literal literal = randomLiteral(type, operand.low, operand.high, random);
  if (operand.diagonal != 0)
    forEachOnDiagonal(type, [&](int64_t i) { literal.setReal(i, literal.real(i) + operand.diagonal); });
  return literal;
}

std::vector<ir::Literal> randomOperands(Context &context, const Sample &sample, Random &random) {
  std::vector<ir::Literal> operands;
  for (const Operand &operand : sample.operands)
    operands.push_back(randomOperand(context.type(operand.type), operand, random));
  return operands;
}

ir::Literal axpy(const ir::Literal &x, long double scale, const ir::Literal &direction) {
  ir::Literal sum(x.type());
  for (int64_t i = 0; i < x.size(); ++i)
    sum.setReal(i, x.real(i) + scale * direction.real(i));
  return sum;
}

ir::Literal slope(const ir::Literal &low, const ir::Literal &high, long double distance) {
  ir::Literal slope(low.type());
  for (int64_t i = 0; i < slope.size(); ++i)
    slope.setReal(i, low.real(i) == high.real(i) ? 0 : (high.real(i) - low.real(i)) / distance);
  return slope;
}

long double innerProduct(const ir::Literal &x, const ir::Literal &y) {
  long double sum = 0;
  for (int64_t i = 0; i < x.size(); ++i)
    sum += x.real(i) * y.real(i);
  return sum;
}

ir::Literal row(const ir::Literal &x, int64_t i) {
  auto type = RankedTensorType::get(x.type().getShape().drop_front(), x.type().getElementType());
  ir::Literal part(type);
  for (int64_t j = 0; j < part.size(); ++j)
    if (part.floating())
      part.setReal(j, x.real(i * part.size() + j));
    else
      part.setInteger(j, x.integer(i * part.size() + j));
  return part;
}

static bool agree(long double x, long double y, double tolerance) {
  if (x == y || (std::isnan(x) && std::isnan(y)))
    return true;
  if (!std::isfinite(x) || !std::isfinite(y)) // nothing is far from an infinity, relatively
    return false;
  return std::fabs(x - y) <= tolerance * std::max({1.0L, std::fabs(x), std::fabs(y)});
}

std::string difference(const ir::Literal &x, const ir::Literal &y, double tolerance) {
  if (x.type() != y.type())
    return "types differ: " + ir::typeText(x.type()) + " and " + ir::typeText(y.type());
  for (int64_t i = 0; i < x.size(); ++i) {
    if (x.floating() && !agree(x.real(i), y.real(i), tolerance))
      return "element " + std::to_string(i) + ": " + std::to_string(x.real(i)) + " and " + std::to_string(y.real(i));
    if (!x.floating() && x.integer(i) != y.integer(i))
      return "element " + std::to_string(i) + ": " + std::to_string(x.integer(i)) + " and " +
             std::to_string(y.integer(i));
  }
  return "";
}

} // namespace burin::tests
