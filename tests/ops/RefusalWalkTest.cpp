// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a user gets to know of a refused derivative: the operation and its line, the reason, and the transformation that
// asked with its line. What no sample declares as refused is not refused.
#include "tests/ops/Walk.h"

#include "compiler/ir/Refusal.h"
#include "passes/Passes.h"
#include "passes/autodiff/Derivatives.h"

#include <optional>

using namespace mlir;

namespace burin::tests {
namespace {

std::string placeOf(Location loc) {
  auto line = loc->findInstanceOf<FileLineColLoc>();
  return line ? line.getFilename().str() + ":" + std::to_string(line.getLine()) : "";
}

/// The errors of a context, with their places and notes.
class Errors {
public:
  explicit Errors(MLIRContext *context)
      : handler(context, [this](Diagnostic &diagnostic) {
          kind = ir::refusalOf(diagnostic);
          text += diagnostic.str() + " @" + placeOf(diagnostic.getLocation());
          for (Diagnostic &note : diagnostic.getNotes())
            text += "\n" + note.str() + " @" + placeOf(note.getLocation());
        }) {}

  std::string text;
  std::optional<ir::Refusal> kind;

private:
  ScopedDiagnosticHandler handler;
};

SmallVector<Value> floating(ValueRange values) { return llvm::to_vector(llvm::make_filter_range(values, isReal)); }

/// The sample at user.cpp:7 in @f, and @main, which transforms @f at user.cpp:9.
class Asked {
public:
  explicit Asked(Case &c) : c(c), b(c.op()->getContext()) {
    c.op()->setLoc(FileLineColLoc::get(b.getContext(), "user.cpp", 7, 3));
    b.setInsertionPointAfter(c.op());
    func::ReturnOp::create(b, c.op()->getLoc(), c.op()->getResults());
    passes::updateFunctionType(c.program.function);
    c.program.function.setPrivate();
  }

  /// Expands `call` of @f with respect to its floating arguments.
  LogicalResult expand(StringRef call, StringRef transformation) {
    auto type = b.getFunctionType({}, {});
    b.setInsertionPointToEnd(c.program.module->getBody());
    auto main = func::FuncOp::create(b, b.getUnknownLoc(), "main", type);
    Block *body = main.addEntryBlock();
    b.setInsertionPointToEnd(body);
    auto place = FileLineColLoc::get(b.getContext(), "user.cpp", 9, 1);
    SmallVector<Value> arguments = argumentsLike(body, c.program.body->getArguments());
    llvm::append_range(arguments, argumentsLike(body, call == "vjp_call" ? floating(c.op()->getResults())
                                                                         : floating(c.op()->getOperands())));
    SmallVector<int64_t> wrt;
    for (auto [i, argument] : llvm::enumerate(c.program.body->getArguments()))
      if (isReal(argument))
        wrt.push_back(i);
    size_t more = call == "vjp_call" ? wrt.size() : floating(c.op()->getResults()).size();
    ir::Emit e(b, ir::namedLocation(place, transformation));
    Operation *asked = e.op(call, arguments,
                            {b.getNamedAttr("callee", FlatSymbolRefAttr::get(c.program.function)), e.axes("wrt", wrt)},
                            c.op()->getNumResults() + more);
    func::ReturnOp::create(b, b.getUnknownLoc(), asked->getResults());
    passes::updateFunctionType(main);
    return passes::expandDerivatives(*c.program.module);
  }

private:
  static SmallVector<Value> argumentsLike(Block *body, ValueRange values) {
    return llvm::map_to_vector(values, [&](Value value) -> Value {
      return body->addArgument(value.getType(), UnknownLoc::get(value.getContext()));
    });
  }

  Case &c;
  OpBuilder b;
};

void expectRefusedAsDeclared(Context &context, const Sample &sample, StringRef call, StringRef transformation) {
  Case c(context, sample);
  if (floating(c.op()->getOperands()).empty() || floating(c.op()->getResults()).empty())
    return;
  Errors errors(context.get());
  bool expanded = succeeded(Asked(c).expand(call, transformation));
  EXPECT_EQ(expanded, sample.refusal.empty());
  std::string expected = "[" + sample.op + "] it cannot be differentiated: " + sample.refusal +
                         " @user.cpp:7\nasked for by " + transformation.str() + " @user.cpp:9";
  EXPECT_EQ(errors.text, sample.refusal.empty() ? "" : expected);
  EXPECT_TRUE(expanded || errors.kind == ir::Refusal::notDifferentiable);
}

} // namespace

TEST_P(Walk, derivativesAreRefusedWhereTheSampleSaysSo) {
  expectRefusedAsDeclared(context, GetParam(), "vjp_call", "value_and_grad");
  expectRefusedAsDeclared(context, GetParam(), "jvp_call", "jvp");
}

TEST(Refusals, ofSomeSamplesAreDeclared) {
  auto refused = llvm::count_if(samples(), [](const Sample &sample) { return !sample.refusal.empty(); });
  EXPECT_GE(refused, 4);
}

} // namespace burin::tests
