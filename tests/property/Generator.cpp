// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/property/Generator.h"

#include "tests/property/Fitting.h"
#include "tests/property/Templates.h"

#include "mlir/AsmParser/AsmParser.h"

#include <cmath>

using namespace mlir;
using burin::ir::Emit;
using burin::ir::Literal;

namespace burin::tests {

func::FuncOp Subject::main() { return *module->getOps<func::FuncOp>().begin(); }

Subject Subject::clone() { return {cast<ModuleOp>((*module)->clone()), inputs}; }

std::string Subject::text() {
  std::string text;
  llvm::raw_string_ostream out(text);
  module->print(out);
  return text;
}

namespace {

class Generator {
public:
  Generator(Context &context, unsigned seed)
      : random(seed), b(context.get()), e(b, b.getUnknownLoc()), fit(e, evaluator, random), context(context) {
    subject.module = ModuleOp::create(e.loc);
    b.setInsertionPointToEnd(subject.module->getBody());
    function = func::FuncOp::create(b, e.loc, "main", b.getFunctionType({}, {}));
    body = function.addEntryBlock();
    b.setInsertionPointToEnd(body);
  }

  Subject write() {
    const char *mostly[] = {"f32", "f32", "f32", "f64", "bf16", "f16"};
    addArgument(mostly[fit.pick(6)], -2, 2);
    addArgument("f32", -2, 2);
    addArgument("i32", -20, 20);
    int wanted = 1 + fit.pick(30);
    for (int attempts = 0; operations() < wanted && attempts < 60; ++attempts)
      step();
    finish();
    return std::move(subject);
  }

private:
  void addArgument(const std::string &dtype, double low, double high) {
    const int64_t extents[] = {1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 33, 64};
    std::string shape;
    int64_t size = 1;
    for (int rank = fit.pick(5); rank > 0 && size < 64; --rank) {
      int64_t extent = extents[fit.pick(12)];
      size *= extent;
      shape += std::to_string(extent) + "x";
    }
    RankedTensorType type = context.type(shape + dtype);
    Value argument = body->addArgument(type, e.loc);
    subject.inputs.push_back(randomLiteral(type, low, high, random));
    evaluator.set(argument, subject.inputs.back());
    pool.push_back(argument);
  }

  int operations() { return static_cast<int>(std::distance(body->begin(), body->end())); }

  /// A value to make an operand of; late ones mostly. Integers can only be made of integers.
  Value source(bool discrete) {
    std::vector<Value> choices;
    for (Value value : pool)
      if (!discrete || !ir::isFloating(Emit::typeOf(value).getElementType()))
        choices.push_back(value);
    size_t back = std::min<size_t>(fit.pick(2) ? 3 : choices.size(), choices.size());
    return choices[choices.size() - 1 - static_cast<size_t>(fit.pick(static_cast<int>(back)))];
  }

  void step() {
    const std::vector<Template> &ofOperation = templates()[fit.pick(static_cast<int>(templates().size()))];
    const Template &chosen = ofOperation[fit.pick(static_cast<int>(ofOperation.size()))];
    std::optional<SmallVector<int64_t>> shape;
    if (chosen.elementwise && fit.pick(4))
      shape = SmallVector<int64_t>(Emit::shapeOf(pool[pool.size() - 1 - fit.pick(std::min<int>(3, pool.size()))]));
    SmallVector<Value> operands;
    for (const Operand &operand : chosen.sample.operands) {
      RankedTensorType type = context.type(operand.type);
      if (shape)
        type = RankedTensorType::get(*shape, type.getElementType());
      bool discrete = chosen.jumps || !ir::isFloating(type.getElementType());
      Value fitted = fit(source(discrete), type, operand.low, operand.high, chosen.jumps);
      operands.push_back(fit.withDiagonal(fitted, operand.diagonal));
    }
    apply(chosen.sample, operands);
  }

  void apply(const Sample &sample, ArrayRef<Value> operands) {
    ir::Inference inference;
    Operation *op = burin::tests::apply(b, e.loc, sample, operands, inference);
    if (!op)
      return;
    if (failed(evaluator.run(op)))
      llvm::report_fatal_error(StringRef(sample.op + " does not evaluate: " + context.takeDiagnostics()));
    if (llvm::all_of(op->getResults(), [&](Value result) { return moderate(result); }))
      llvm::append_range(pool, op->getResults());
  }

  bool moderate(Value value) {
    const Literal &literal = evaluator.get(value);
    for (int64_t i = 0; literal.floating() && i < literal.size(); ++i)
      if (!(std::fabs(literal.real(i)) < 1000))
        return false;
    return literal.size() < 20000;
  }

  void finish() {
    std::vector<Value> results{pool.back()};
    for (Value value : ArrayRef<Value>(pool).drop_back())
      if (fit.pick(5) == 0)
        results.push_back(value);
    func::ReturnOp::create(b, e.loc, results);
    function.setType(b.getFunctionType(body->getArgumentTypes(), ValueRange(results).getTypes()));
  }

  Random random;
  OpBuilder b;
  Emit e;
  ir::Evaluator evaluator;
  Fitting fit;
  Context &context;
  Subject subject;
  func::FuncOp function;
  Block *body = nullptr;
  std::vector<Value> pool;
};

} // namespace

Subject randomProgram(Context &context, unsigned seed) { return Generator(context, seed).write(); }

} // namespace burin::tests
