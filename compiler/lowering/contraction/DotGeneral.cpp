// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/KernelBuilder.h"
#include "compiler/lowering/Kernels.h"
#include "compiler/lowering/contraction/Contraction.h"

using namespace mlir;

namespace burin::lowering {
namespace {

ContractionShape shapeOf(Operation *op, Type element) {
  auto axes = [&](StringRef name) { return op->getAttrOfType<DenseI64ArrayAttr>(name).asArrayRef(); };
  auto dims = [&](unsigned operand) { return cast<ShapedType>(op->getOperand(operand).getType()).getShape(); };
  return contractionShape(element, dims(0), dims(1), axes("lhs_batch"), axes("rhs_batch"), axes("lhs_contract"),
                          axes("rhs_contract"));
}

double flopsOf(const ContractionShape &shape) {
  double flops = 2;
  for (ArrayRef<ContractionAxis> axes :
       {ArrayRef(shape.batch), ArrayRef(shape.m), ArrayRef(shape.n), ArrayRef(shape.k)})
    for (const ContractionAxis &axis : axes)
      flops *= static_cast<double>(axis.size);
  return flops;
}

double flopsPerCycle(Type element, const Target &target) {
  if (!element.isF32() && !element.isF64())
    return 1;
  return 0.8 * 2 * 2 * target.lanes(element.getIntOrFloatBitWidth()) / (target.hasFma ? 1 : 2);
}

SmallVector<int64_t> sizesOf(ArrayRef<ContractionAxis> axes) {
  return llvm::to_vector(llvm::map_range(axes, [](const ContractionAxis &axis) { return axis.size; }));
}

} // namespace

llvm::LogicalResult lowerContraction(Operation *op, ir::KernelBuilder &k) {
  if (!k.memory(0) || !k.memory(1))
    return op->emitOpError("is lowered with its operands in memory; expected arrays, got fused elements");
  Type element = cast<ShapedType>(op->getOperand(0).getType()).getElementType();
  if (auto integer = dyn_cast<IntegerType>(element))
    element = IntegerType::get(op->getContext(), integer.getWidth());
  ContractionShape shape = shapeOf(op, element);
  int64_t chunks = contractionChunks(shape, k.target);
  double cycles = flopsOf(shape) / flopsPerCycle(element, k.target) + k.finishCycles;
  k.setWork(chunks, cycles / std::max<double>(1, chunks));
  auto finish = [&](Value batch, Value m, Value n) {
    SmallVector<Value> index = k.unflatten(batch, sizesOf(shape.batch));
    llvm::append_range(index, k.unflatten(m, sizesOf(shape.m)));
    llvm::append_range(index, k.unflatten(n, sizesOf(shape.n)));
    k.finish(index);
  };
  emitContraction(k.b, k.loc, shape, k.target, k.memory(0), k.memory(1), k.output(), k.lo, k.hi,
                  k.finishesElements() ? Finish(finish) : Finish());
  return success();
}

} // namespace burin::lowering
