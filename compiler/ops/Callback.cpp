// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/KernelBuilder.h"
#include "compiler/lowering/Kernels.h"
#include "compiler/ops/CallbackOps.h"
#include "compiler/ops/Movement.h"
#include "runtime/host_functions.h"

using namespace mlir;

using namespace burin::ir; // the names that the records use
#define GET_OP_CLASSES
#include "compiler/ops/Callback.cpp.inc"

namespace burin::ir {

// pure_callback

/// The array of all rows.
static RankedTensorType overRows(ArrayRef<int64_t> rows, RankedTensorType row) {
  AxisList shape(rows);
  llvm::append_range(shape, row.getShape());
  return RankedTensorType::get(shape, row.getElementType());
}

static bool isOfRows(RankedTensorType operand, ArrayRef<int64_t> rows, Type declared) {
  if (!isArrayType(declared) || operand.getRank() < static_cast<int64_t>(rows.size()))
    return false;
  ArrayRef<int64_t> leading = operand.getShape().take_front(rows.size());
  return operand == overRows(leading, cast<RankedTensorType>(declared)) &&
         llvm::all_of(llvm::zip_equal(leading, rows), [](auto pair) {
           auto [extent, all] = pair;
           return extent == all || extent == 1;
         });
}

/// The extents of the rows' axes, of the rows and of each operand: what the host is told.
static SmallVector<int64_t> rowExtents(PureCallbackOp op) {
  SmallVector<int64_t> extents(op.getRows());
  for (Value input : op.getInputs())
    llvm::append_range(extents, shapeOf(input).take_front(op.getRows().size()));
  return extents;
}

LogicalResult PureCallbackOp::infer(Inference &inference) {
  auto declared = getInputTypes().getAsValueRange<TypeAttr>();
  size_t numDeclared = getInputTypes().size();
  if (getInputs().size() != numDeclared) // pure_callback_c1
    return inference.fail(Fault::shape, "there are " + std::to_string(getInputs().size()) + " operands; expected " +
                                            std::to_string(numDeclared));
  if (llvm::any_of(getRows(), [](int64_t extent) { return extent < 0; })) // pure_callback_c3
    return inference.fail(Fault::shape, "rows is " + shapeText(getRows()) + "; expected extents from 0");
  for (auto [input, type] : llvm::zip_equal(getInputs(), declared))
    if (!isOfRows(Emit::typeOf(input), getRows(), type)) { // pure_callback_c2
      std::string expected =
          isArrayType(type) ? typeText(overRows(getRows(), cast<RankedTensorType>(type))) : "an array";
      return inference.fail(Fault::shape, "an operand is " + typeText(Emit::typeOf(input)) + "; expected " + expected);
    }
  auto results = getOutputTypes().getAsValueRange<TypeAttr>();
  if (results.empty() || !llvm::all_of(results, isArrayType)) // pure_callback_c4
    return inference.fail(Fault::unsupported, "output_types are not arrays; expected at least one array");
  for (Type type : results)
    inference.result(overRows(getRows(), cast<RankedTensorType>(type)));
  return success();
}

/// The host's function itself, on the operands in memory.
LogicalResult PureCallbackOp::evaluate(ArrayRef<Literal> operands, SmallVectorImpl<Literal> &results) {
  std::vector<std::vector<char>> memory;
  std::vector<const void *> inputs;
  for (const Literal &operand : operands) {
    memory.emplace_back(bytesOf(operand.type()));
    operand.toMemory(memory.back().data());
    inputs.push_back(memory.back().data());
  }
  std::vector<void *> outputs;
  for (Value output : getOutputs())
    outputs.push_back(memory.emplace_back(bytesOf(Emit::typeOf(output))).data());
  SmallVector<int64_t> extents = rowExtents(*this);
  size_t axes = getRows().size();
  runtime::HostFunctions::call(getHostFunction(),
                               {{extents.data(), axes}, extents.data() + axes, inputs.data(), outputs.data()});
  for (auto [output, data] : llvm::zip_equal(getOutputs(), outputs))
    results.push_back(Literal::fromMemory(Emit::typeOf(output), data));
  return success();
}

static const char noDerivative[] = "a function of the host has no derivative; give it a rule of its own with "
                                   "custom_jvp or custom_vjp, or stop_gradient its arguments";

LogicalResult PureCallbackOp::linearize(OpBuilder &, ArrayRef<Value>, SmallVectorImpl<Value> &) {
  return refuse(*this, "linearize", noDerivative);
}

LogicalResult PureCallbackOp::transpose(OpBuilder &, ArrayRef<Value>, ArrayRef<bool>, MutableArrayRef<Value>) {
  return refuse(*this, "transpose", noDerivative);
}

LogicalResult PureCallbackOp::batch(OpBuilder &b, ArrayRef<Value> operands, ArrayRef<bool> batched, int64_t size,
                                    SmallVectorImpl<Value> &results) {
  Emit e(b, getLoc());
  SmallVector<Value> wide;
  for (auto [operand, has] : llvm::zip_equal(operands, batched)) {
    AxisList shape{1};
    llvm::append_range(shape, shapeOf(operand));
    wide.push_back(has ? operand : e.reshape(operand, shape));
  }
  SmallVector<int64_t> rows{size};
  llvm::append_range(rows, getRows());
  NamedAttrList attributes((*this)->getAttrDictionary());
  attributes.set(getRowsAttrName(), b.getDenseI64ArrayAttr(rows));
  Operation *over = e.op("pure_callback", wide, attributes.getAttrs(), getNumResults());
  llvm::append_range(results, over->getResults());
  return success();
}

Cost PureCallbackOp::cost() { return {0, 0, operandAndResultBytes(*this)}; }

LogicalResult PureCallbackOp::lowerKernel(KernelBuilder &kernel) {
  lowering::lowerHostCall(kernel, getHostFunction(), getRows().size(), rowExtents(*this));
  return success();
}

bool PureCallbackOp::readsMemory(unsigned) { return true; }

} // namespace burin::ir
