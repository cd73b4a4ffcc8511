// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/property/Minimizer.h"

using namespace mlir;
using burin::ir::Literal;

namespace burin::tests {
namespace {

void updateType(Subject &subject) {
  Block &body = subject.body();
  subject.main().setType(FunctionType::get(body.getTerminator()->getContext(), body.getArgumentTypes(),
                                           body.getTerminator()->getOperandTypes()));
}

/// Operations without uses, then arguments without uses.
void dropUnused(Subject &subject) {
  Block &body = subject.body();
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(body)))
    if (&op != body.getTerminator() && op.use_empty())
      op.erase();
  for (unsigned i = body.getNumArguments(); i-- > 0;)
    if (body.getArgument(i).use_empty()) {
      body.eraseArgument(i);
      subject.inputs.erase(subject.inputs.begin() + i);
    }
  updateType(subject);
}

Subject withResult(Subject &subject, unsigned number) {
  Subject copy = subject.clone();
  Operation *terminator = copy.body().getTerminator();
  Value kept = terminator->getOperand(number);
  terminator->setOperands(kept);
  dropUnused(copy);
  return copy;
}

Operation *operationAt(Subject &subject, unsigned number) { return &*std::next(subject.body().begin(), number); }

/// The results of operation `number` as arguments.
Subject cutAt(Subject &subject, unsigned number) {
  Subject copy = subject.clone();
  ir::Evaluator evaluator;
  for (auto [argument, input] : llvm::zip_equal(copy.body().getArguments(), copy.inputs))
    evaluator.set(argument, input);
  if (failed(evaluator.run(copy.body())))
    llvm::report_fatal_error("a random program does not evaluate");
  Operation *op = operationAt(copy, number);
  for (Value result : op->getResults()) {
    copy.inputs.push_back(evaluator.get(result));
    result.replaceAllUsesWith(copy.body().addArgument(result.getType(), op->getLoc()));
  }
  dropUnused(copy);
  return copy;
}

unsigned operations(Subject &subject) { return llvm::range_size(subject.body().without_terminator()); }

} // namespace

Subject minimized(Subject subject, const std::function<bool(Subject &)> &fails) {
  for (unsigned i = 0; i < subject.body().getTerminator()->getNumOperands(); ++i)
    if (Subject one = withResult(subject, i); fails(one)) {
      subject = std::move(one);
      break;
    }
  for (unsigned i = operations(subject); i-- > 0;) {
    i = std::min(i, operations(subject) - 1);
    if (operations(subject) < 2)
      break;
    if (Subject cut = cutAt(subject, i); fails(cut))
      subject = std::move(cut);
  }
  return subject;
}

} // namespace burin::tests
