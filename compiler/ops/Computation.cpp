// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/Computation.h"

#include "compiler/ir/Dialect.h"
#include "compiler/ir/Evaluator.h"
#include "compiler/ops/Callees.h"
#include "compiler/ops/ComputationOps.h"
#include "compiler/ops/ElementwiseOps.h"
#include "compiler/ops/Window.h"

#include "llvm/ADT/StringSwitch.h"

using namespace mlir;

#include "compiler/ir/Computation.cpp.inc"

using namespace burin::ir; // the names that the records use
#define GET_OP_CLASSES
#include "compiler/ops/Computation.cpp.inc"

namespace burin::ir {

// infer

SmallVector<Type> scalarTypes(ValueRange arrays) {
  return llvm::map_to_vector(arrays, [](Value array) -> Type { return RankedTensorType::get({}, elementOf(array)); });
}

LogicalResult checkComputation(Region &body, StringRef name, TypeRange arguments, TypeRange results,
                               Inference &inference) {
  Block &block = body.front();
  TypeRange given = block.getTerminator()->getOperandTypes();
  if (block.getArgumentTypes() != arguments || given != results)
    return inference.fail(Fault::shape,
                          (name + " takes " + listText(block.getArgumentTypes()) + " and gives " + listText(given) +
                           "; expected " + listText(arguments) + " and " + listText(results))
                              .str());
  for (Operation &op : block.without_terminator())
    if (!isa<ElementOp>(op))
      return inference.fail(
          Fault::unsupported,
          (name + " has '" + op.getName().stripDialect() + "'; expected elementwise operations on scalars").str());
  return success();
}

LogicalResult checkAccumulation(Region &body, ValueRange inputs, Inference &inference) {
  SmallVector<Type> results = scalarTypes(inputs), arguments = results;
  llvm::append_range(arguments, results);
  return checkComputation(body, "computation", arguments, results, inference);
}

LogicalResult checkInputs(ValueRange inputs, Inference &inference) {
  if (inputs.empty())
    return inference.fail(Fault::shape, "no inputs; expected one at least");
  for (Value input : inputs)
    if (shapeOf(input) != shapeOf(inputs[0]))
      return inference.fail(Fault::shape, "inputs have shapes " + shapeText(shapeOf(inputs[0])) + " and " +
                                              shapeText(shapeOf(input)) + "; expected equal shapes");
  return success();
}

LogicalResult checkInits(ValueRange inputs, ValueRange inits, ArrayRef<int64_t> shape, Inference &inference) {
  for (auto [input, init] : llvm::zip_equal(inputs, inits)) {
    if (elementOf(input) != elementOf(init))
      return inference.fail(Fault::dtype, "input and init have dtypes " + dtypeText(elementOf(input)) + " and " +
                                              dtypeText(elementOf(init)) + "; expected equal dtypes");
    if (!shapeOf(init).empty() && shapeOf(init) != shape)
      return inference.fail(Fault::shape,
                            "init has shape " + shapeText(shapeOf(init)) + "; expected () or " + shapeText(shape));
  }
  return success();
}

// evaluate

Literal scalarAt(const Literal &array, int64_t i) {
  Literal scalar(RankedTensorType::get({}, array.type().getElementType()));
  copyElement(scalar, 0, array, i);
  return scalar;
}

Literal spreadInit(const Literal &init, RankedTensorType type) {
  if (init.type() == type)
    return init;
  return moveElements(type, init, [](ArrayRef<int64_t>) { return AxisList(); });
}

LogicalResult accumulate(Region &body, MutableArrayRef<Literal> accumulators, int64_t to, ArrayRef<Literal> elements,
                         int64_t from) {
  SmallVector<Literal> scalars, results;
  for (const Literal &accumulator : accumulators)
    scalars.push_back(scalarAt(accumulator, to));
  for (const Literal &element : elements)
    scalars.push_back(scalarAt(element, from));
  if (failed(evaluateBlock(body.front(), scalars, results)))
    return failure();
  for (auto [accumulator, result] : llvm::zip_equal(accumulators, results))
    copyElement(accumulator, to, result, 0);
  return success();
}

// linearize

LogicalResult linearizeComputation(Operation *op, ArrayRef<Value> tangents, SmallVectorImpl<Value> &results) {
  if (llvm::any_of(tangents, [](Value tangent) { return bool(tangent); }))
    return refuse(op, "linearize",
                  "the derivative of a computation of one's own is not known; those by add, mul, min or "
                  "max have one");
  results.assign(op->getNumResults(), nullptr);
  return success();
}

// batch

Value batchedInit(Emit &e, Value init, bool batched, int64_t size, ArrayRef<int64_t> shape) {
  bool isScalar = shapeOf(init).size() == (batched ? 1 : 0);
  if (!isScalar)
    return withLeading(e, init, batched, size);
  return batched ? e.broadcast(init, prepend(size, shape), {0}) : init;
}

void batchReduction(Operation *op, Emit &e, ArrayRef<Value> operands, ArrayRef<bool> batched, int64_t size,
                    ArrayRef<NamedAttribute> attributes, SmallVectorImpl<Value> &results) {
  size_t inputs = op->getNumResults();
  SmallVector<Value> wide = allWithLeading(e, operands.take_front(inputs), batched.take_front(inputs), size);
  for (size_t i = inputs; i < operands.size(); ++i)
    wide.push_back(batchedInit(e, operands[i], batched[i], size, shapeOf(op->getResult(0))));
  llvm::append_range(results, emitAgain(e, op, wide, attributes)->getResults());
}

Operation *emitAgain(Emit &e, Operation *op, ValueRange operands, ArrayRef<NamedAttribute> attributes) {
  Inference inference;
  auto computations = llvm::map_to_vector(op->getRegions(), [](Region &region) { return &region; });
  Operation *again = createInferred(e.b, e.loc, op->getName().getStringRef(), operands, attributes, op->getNumResults(),
                                    computations, inference);
  if (!again)
    llvm::report_fatal_error(llvm::Twine("[") + op->getName().stripDialect() +
                             "] emitted by a rule: " + inference.problem);
  return again;
}

// cost

Cost applications(Operation *op, Region &body, uint64_t count) {
  Cost total{0, 0, operandAndResultBytes(op)};
  for (Operation &step : body.front().without_terminator()) {
    Cost cost = cast<ArrayOp>(step).cost();
    total.flops += count * cost.flops;
    total.transcendentals += count * cost.transcendentals;
  }
  return total;
}

// simplify

StringRef joiningOperation(Region &body, unsigned number) {
  Block &block = body.front();
  ArrayRef<BlockArgument> arguments = block.getArguments();
  Operation *op = block.getTerminator()->getOperand(number).getDefiningOp();
  if (!op || !isa<AddOp, MulOp, MaxOp, MinOp, AndOp, OrOp, XorOp>(op))
    return "";
  Value old = arguments[number], element = arguments[number + arguments.size() / 2];
  auto are = [&](Value x, Value y) { return op->getOperand(0) == x && op->getOperand(1) == y; };
  if (!are(old, element) && !are(element, old))
    return "";
  if (isBool(elementOf(old)))
    return isa<AddOp, OrOp, MaxOp>(op) ? "or" : isa<XorOp>(op) ? "xor" : "and";
  return op->getName().stripDialect();
}

StringRef joiningArithmetic(Region &body, unsigned number) {
  bool isOfBools = isBool(elementOf(body.front().getArgument(number)));
  StringRef joining = joiningOperation(body, number);
  return llvm::StringSwitch<StringRef>(joining)
      .Cases({"add", "mul", "max", "min"}, joining)
      .Case("or", isOfBools ? "max" : "")
      .Case("and", isOfBools ? "min" : "")
      .Default("");
}

StringRef reductionBy(StringRef joining) {
  return llvm::StringSwitch<StringRef>(joining).Case("add", "sum").Case("mul", "prod").Default(joining);
}

Value joinInit(Emit &e, StringRef joining, Value init, Value reduced) {
  Value start = shapeOf(init) == shapeOf(reduced) ? init : e.broadcast(init, shapeOf(reduced), {});
  return e.value(joining, {start, reduced});
}

// windows

WindowAxes windowsIn(Operation *op) { return windowsOver(shapeOf(op->getOperand(0)), op); }

/// The windows over arrays with a leading axis.
SmallVector<NamedAttribute> batchedWindows(Emit &e, Operation *op, int64_t size) {
  WindowAxes axes = windowsIn(op);
  axes.insert(axes.begin(), WindowAxis{size});
  return windowAttributes(e, axes);
}

uint64_t tapsOfOne(ArrayRef<WindowAxis> axes) {
  uint64_t taps = 1;
  for (const WindowAxis &axis : axes)
    taps *= axis.size;
  return taps;
}

} // namespace burin::ir
