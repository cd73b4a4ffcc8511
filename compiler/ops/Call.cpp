// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/CallOps.h"
#include "compiler/ops/Callees.h"
#include "compiler/ops/Elementwise.h"
#include "compiler/ops/Movement.h"

using namespace mlir;

using namespace burin::ir; // the names that the records use
#define GET_OP_CLASSES
#include "compiler/ops/Call.cpp.inc"

namespace burin::ir {

// optimization_barrier

LogicalResult OptimizationBarrierOp::infer(Inference &inference) {
  for (Value input : getInputs())
    inference.result(Emit::typeOf(input));
  return success();
}

LogicalResult OptimizationBarrierOp::evaluate(ArrayRef<Literal> operands, SmallVectorImpl<Literal> &results) {
  llvm::append_range(results, operands);
  return success();
}

LogicalResult OptimizationBarrierOp::linearize(OpBuilder &, ArrayRef<Value> tangents, SmallVectorImpl<Value> &results) {
  llvm::append_range(results, tangents);
  return success();
}

LogicalResult OptimizationBarrierOp::transpose(OpBuilder &, ArrayRef<Value> cotangents, ArrayRef<bool> linear,
                                               MutableArrayRef<Value> results) {
  for (size_t i = 0; i < results.size(); ++i)
    if (linear[i])
      results[i] = cotangents[i];
  return success();
}

// Each result is one operand: what all rows share stays so.
LogicalResult OptimizationBarrierOp::batch(OpBuilder &b, ArrayRef<Value> operands, ArrayRef<bool>, int64_t,
                                           SmallVectorImpl<Value> &results) {
  llvm::append_range(results, Emit(b, getLoc()).barrier(operands));
  return success();
}

Cost OptimizationBarrierOp::cost() { return {}; }

// checkpoint_name

LogicalResult CheckpointNameOp::infer(Inference &inference) {
  inference.result(getX().getType());
  return success();
}

LogicalResult CheckpointNameOp::evaluate(ArrayRef<Literal> operands, SmallVectorImpl<Literal> &results) {
  results.push_back(operands[0]);
  return success();
}

// The name is the value's alone.
LogicalResult CheckpointNameOp::linearize(OpBuilder &, ArrayRef<Value> tangents, SmallVectorImpl<Value> &results) {
  results.push_back(tangents[0]);
  return success();
}

LogicalResult CheckpointNameOp::transpose(OpBuilder &, ArrayRef<Value> cotangents, ArrayRef<bool>,
                                          MutableArrayRef<Value> results) {
  results[0] = cotangents[0];
  return success();
}

LogicalResult CheckpointNameOp::batch(OpBuilder &b, ArrayRef<Value> operands, ArrayRef<bool> batched, int64_t size,
                                      SmallVectorImpl<Value> &results) {
  return batchElementwise(*this, b, operands, batched, size, results);
}

Cost CheckpointNameOp::cost() { return movementCost(*this); }

Value CheckpointNameOp::lowerElement(ElementReader &r, ValueRange index, unsigned) { return r.read(0, index); }

bool CheckpointNameOp::cheapToRecompute() { return true; }

// What the calls share

namespace {

bool isDifferentiated(Type type) { return isFloating(getElementTypeOrSelf(type)); }

SmallVector<Type> floatingOnes(TypeRange types) {
  return llvm::to_vector(llvm::make_filter_range(types, isDifferentiated));
}

/// What a call must look like, given its callees.
struct Signature {
  SmallVector<Type> operands, results;
};

/// The types of the callee's arguments named in wrt.
LogicalResult pickWrt(func::FuncOp callee, ArrayRef<int64_t> wrt, SmallVector<Type> &types, Inference &inference) {
  ArrayRef<Type> arguments = callee.getArgumentTypes();
  if (!distinctAxes(wrt, arguments.size()))
    return inference.fail(Fault::unsupported, "wrt is " + shapeText(wrt) + "; expected distinct numbers of @" +
                                                  callee.getName().str() + "'s " + std::to_string(arguments.size()) +
                                                  " arguments");
  for (int64_t number : wrt)
    types.push_back(arguments[number]);
  if (!llvm::all_of(types, isDifferentiated))
    return inference.fail(Fault::dtype,
                          "arguments in wrt have types " + listText(types) + "; expected floating dtypes");
  return success();
}

using SignatureRule = function_ref<LogicalResult(func::FuncOp callee, Signature &signature, Inference &inference)>;

LogicalResult inferCall(Operation *op, FlatSymbolRefAttr name, Inference &inference, SignatureRule rule) {
  Signature signature;
  if (failed(checkCallee(op, name, inference)) || failed(rule(calleeOf(op, name), signature, inference)) ||
      failed(checkTypes("operands", op->getOperandTypes(), signature.operands, inference)))
    return failure();
  inference.types.assign(signature.results.begin(), signature.results.end());
  return success();
}

LogicalResult plainSignature(func::FuncOp callee, Signature &signature, Inference &) {
  signature.operands = SmallVector<Type>(callee.getArgumentTypes());
  signature.results = SmallVector<Type>(callee.getResultTypes());
  return success();
}

} // namespace

// call, checkpoint: the callee's types

LogicalResult CallOp::infer(Inference &inference) {
  return inferCall(*this, getCalleeAttr(), inference, plainSignature);
}

SmallVector<FlatSymbolRefAttr> CallOp::callees() { return {getCalleeAttr()}; }
FlatSymbolRefAttr CallOp::valueCallee() { return getCalleeAttr(); }
OperandRange CallOp::valueOperands() { return getInputs(); }

LogicalResult CheckpointOp::infer(Inference &inference) {
  return inferCall(*this, getCalleeAttr(), inference, plainSignature);
}

SmallVector<FlatSymbolRefAttr> CheckpointOp::callees() { return {getCalleeAttr()}; }
FlatSymbolRefAttr CheckpointOp::valueCallee() { return getCalleeAttr(); }
OperandRange CheckpointOp::valueOperands() { return getInputs(); }

// rematerialize

LogicalResult RematerializeOp::infer(Inference &inference) {
  auto rule = [&](func::FuncOp callee, Signature &signature, Inference &inference) {
    signature.operands = concat(callee.getArgumentTypes(), floatingOnes(callee.getResultTypes()));
    return pickWrt(callee, getWrt(), signature.results, inference);
  };
  return inferCall(*this, getCalleeAttr(), inference, rule);
}

SmallVector<FlatSymbolRefAttr> RematerializeOp::callees() { return {getCalleeAttr()}; }
FlatSymbolRefAttr RematerializeOp::valueCallee() { return nullptr; }
OperandRange RematerializeOp::valueOperands() { return getInputs(); }

// vjp_call

/// How many leading values, with their floating ones counted again, are `total`.
static unsigned countBeforeFloating(TypeRange types, unsigned total) {
  unsigned count = 0, both = 0;
  for (; count < types.size() && both < total; ++count)
    both += isDifferentiated(types[count]) ? 2 : 1;
  return count;
}

LogicalResult VjpCallOp::infer(Inference &inference) {
  auto rule = [&](func::FuncOp callee, Signature &signature, Inference &inference) {
    SmallVector<Type> cotangents;
    if (failed(pickWrt(callee, getWrt(), cotangents, inference)))
      return failure();
    signature.operands = concat(callee.getArgumentTypes(), floatingOnes(callee.getResultTypes()));
    signature.results = concat(callee.getResultTypes(), cotangents);
    return success();
  };
  return inferCall(*this, getCalleeAttr(), inference, rule);
}

ResultRange VjpCallOp::primalResults() { return getResults().drop_back(getWrt().size()); }
ResultRange VjpCallOp::cotangentResults() { return getResults().take_back(getWrt().size()); }
OperandRange VjpCallOp::arguments() {
  return getInputs().drop_back(llvm::count_if(primalResults().getTypes(), isDifferentiated));
}
OperandRange VjpCallOp::cotangents() { return getInputs().drop_front(arguments().size()); }

SmallVector<FlatSymbolRefAttr> VjpCallOp::callees() { return {getCalleeAttr()}; }
FlatSymbolRefAttr VjpCallOp::valueCallee() { return nullptr; }
OperandRange VjpCallOp::valueOperands() { return getInputs(); }

// jvp_call

LogicalResult JvpCallOp::infer(Inference &inference) {
  auto rule = [&](func::FuncOp callee, Signature &signature, Inference &inference) {
    SmallVector<Type> tangents;
    if (failed(pickWrt(callee, getWrt(), tangents, inference)))
      return failure();
    signature.operands = concat(callee.getArgumentTypes(), tangents);
    signature.results = concat(callee.getResultTypes(), floatingOnes(callee.getResultTypes()));
    return success();
  };
  return inferCall(*this, getCalleeAttr(), inference, rule);
}

OperandRange JvpCallOp::arguments() { return getInputs().drop_back(getWrt().size()); }
OperandRange JvpCallOp::tangents() { return getInputs().take_back(getWrt().size()); }
ResultRange JvpCallOp::primalResults() {
  return getResults().take_front(countBeforeFloating(getResultTypes(), getNumResults()));
}
ResultRange JvpCallOp::tangentResults() { return getResults().drop_front(primalResults().size()); }

SmallVector<FlatSymbolRefAttr> JvpCallOp::callees() { return {getCalleeAttr()}; }
FlatSymbolRefAttr JvpCallOp::valueCallee() { return nullptr; }
OperandRange JvpCallOp::valueOperands() { return getInputs(); }

// vmap_call

/// Each type with an axis of extent `size` inserted where `axes` says so.
static LogicalResult insertAxes(StringRef what, TypeRange types, ArrayRef<int64_t> axes, int64_t size,
                                SmallVector<Type> &wide, Inference &inference) {
  if (axes.size() != types.size()) // vmap_call_c4
    return inference.fail(Fault::unsupported,
                          (what + " has " + Twine(axes.size()) + " entries; expected " + Twine(types.size())).str());
  for (auto [type, axis] : llvm::zip_equal(types, axes)) {
    auto tensor = cast<RankedTensorType>(type);
    if (axis < -1 || axis > tensor.getRank()) // vmap_call_c5
      return inference.fail(
          Fault::shape, (what + " names axis " + Twine(axis) + "; expected -1 to " + Twine(tensor.getRank())).str());
    SmallVector<int64_t> shape(tensor.getShape());
    if (axis >= 0)
      shape.insert(shape.begin() + axis, size);
    wide.push_back(RankedTensorType::get(shape, tensor.getElementType()));
  }
  return success();
}

LogicalResult VmapCallOp::infer(Inference &inference) {
  int64_t size = getAxisSize();
  if (size < 0) // vmap_call_c6
    return inference.fail(Fault::shape, "axis_size is " + std::to_string(size) + "; expected a size from 0");
  auto rule = [&](func::FuncOp callee, Signature &signature, Inference &inference) {
    return failure(
        failed(insertAxes("in_axes", callee.getArgumentTypes(), getInAxes(), size, signature.operands, inference)) ||
        failed(insertAxes("out_axes", callee.getResultTypes(), getOutAxes(), size, signature.results, inference)));
  };
  return inferCall(*this, getCalleeAttr(), inference, rule);
}

SmallVector<FlatSymbolRefAttr> VmapCallOp::callees() { return {getCalleeAttr()}; }
FlatSymbolRefAttr VmapCallOp::valueCallee() { return nullptr; }
OperandRange VmapCallOp::valueOperands() { return getInputs(); }

// custom_jvp_call

SmallVector<FlatSymbolRefAttr> CustomJvpCallOp::callees() { return {getPrimalAttr(), getRuleAttr()}; }
FlatSymbolRefAttr CustomJvpCallOp::valueCallee() { return getPrimalAttr(); }
OperandRange CustomJvpCallOp::valueOperands() { return getInputs().drop_back(getOperandCounts()[2]); }

OperandRange CustomJvpCallOp::arguments() { return getInputs().take_front(getOperandCounts()[0]); }
OperandRange CustomJvpCallOp::primalCaptures() { return valueOperands().drop_front(getOperandCounts()[0]); }
OperandRange CustomJvpCallOp::ruleCaptures() { return getInputs().take_back(getOperandCounts()[2]); }

static LogicalResult checkRule(CustomJvpCallOp op, Inference &inference) {
  func::FuncOp primal = calleeOf(op, op.getPrimalAttr()), rule = calleeOf(op, op.getRuleAttr());
  TypeRange arguments = op.arguments().getTypes(), results = primal.getResultTypes();
  SmallVector<Type> given = concat(arguments, floatingOnes(arguments));
  if (failed(checkTypes("arguments and captures of primal", concat(arguments, op.primalCaptures().getTypes()),
                        primal.getArgumentTypes(), inference)) ||
      failed(checkTypes("arguments, tangents and captures of rule", concat(given, op.ruleCaptures().getTypes()),
                        rule.getArgumentTypes(), inference)))
    return failure();
  return checkTypes("results of rule", rule.getResultTypes(), concat(results, floatingOnes(results)), inference);
}

LogicalResult CustomJvpCallOp::infer(Inference &inference) {
  if (failed(checkCounts(getOperandCounts(), 3, "three", getInputs().size(), inference)) || // custom_jvp_call_c4
      failed(checkCallees(*this, inference)) || failed(checkRule(*this, inference)))
    return failure();
  TypeRange results = calleeOf(*this, getPrimalAttr()).getResultTypes();
  inference.types.assign(results.begin(), results.end());
  return success();
}

// custom_vjp_call

SmallVector<FlatSymbolRefAttr> CustomVjpCallOp::callees() { return {getPrimalAttr(), getFwdAttr(), getBwdAttr()}; }
FlatSymbolRefAttr CustomVjpCallOp::valueCallee() { return getPrimalAttr(); }
OperandRange CustomVjpCallOp::valueOperands() {
  return getInputs().take_front(getOperandCounts()[0] + getOperandCounts()[1]);
}

OperandRange CustomVjpCallOp::arguments() { return operandGroup(*this, getOperandCounts(), 0); }
OperandRange CustomVjpCallOp::primalCaptures() { return operandGroup(*this, getOperandCounts(), 1); }
OperandRange CustomVjpCallOp::fwdCaptures() { return operandGroup(*this, getOperandCounts(), 2); }
OperandRange CustomVjpCallOp::bwdCaptures() { return operandGroup(*this, getOperandCounts(), 3); }

static LogicalResult checkRules(CustomVjpCallOp op, Inference &inference) {
  func::FuncOp primal = calleeOf(op, op.getPrimalAttr()), fwd = calleeOf(op, op.getFwdAttr()),
               bwd = calleeOf(op, op.getBwdAttr());
  TypeRange arguments = op.arguments().getTypes(), fwdResults = fwd.getResultTypes();
  if (failed(checkTypes("arguments and captures of primal", concat(arguments, op.primalCaptures().getTypes()),
                        primal.getArgumentTypes(), inference)) ||
      failed(checkTypes("arguments and captures of fwd", concat(arguments, op.fwdCaptures().getTypes()),
                        fwd.getArgumentTypes(), inference)))
    return failure();
  size_t count = primal.getNumResults();
  if (failed(checkTypes("fwd's first results", fwdResults.take_front(std::min(count, fwdResults.size())),
                        primal.getResultTypes(), inference)))
    return failure();
  SmallVector<Type> given =
      concat(fwdResults.drop_front(std::min(count, fwdResults.size())), floatingOnes(primal.getResultTypes()));
  given = concat(given, op.bwdCaptures().getTypes());
  if (failed(checkTypes("residuals, cotangents and captures of bwd", given, bwd.getArgumentTypes(), inference)))
    return failure();
  return checkTypes("results of bwd", bwd.getResultTypes(), floatingOnes(arguments), inference);
}

LogicalResult CustomVjpCallOp::infer(Inference &inference) {
  if (failed(checkCounts(getOperandCounts(), 4, "four", getInputs().size(), inference)) || // custom_vjp_call_c4
      failed(checkCallees(*this, inference)))
    return failure();
  if (failed(checkRules(*this, inference)))
    return failure();
  TypeRange results = calleeOf(*this, getPrimalAttr()).getResultTypes();
  inference.types.assign(results.begin(), results.end());
  return success();
}

} // namespace burin::ir
