// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/batching/Batcher.h"

#include "compiler/ir/Emit.h"
#include "compiler/ir/Refusal.h"

#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/DenseSet.h"

using namespace mlir;

namespace burin::passes {
namespace {

/// Writes the operations of a function into its batched form.
class BodyBatcher {
public:
  BodyBatcher(Block &rows, func::FuncOp batched, int64_t size, ir::FunctionBatcher &functions)
      : rows(rows), size(size), functions(functions), b(OpBuilder::atBlockEnd(&batched.getBody().front())) {
    mapping.map(rows.getArguments(), batched.getArguments());
    for (auto [row, argument] : llvm::zip_equal(rows.getArguments(), batched.getArguments()))
      noteBatched(row, argument);
  }

  LogicalResult run() {
    for (Operation &op : rows.without_terminator())
      if (failed(visit(&op)))
        return failure();
    return success();
  }

  /// Returns the results, and tells which have the axis.
  SmallVector<bool> finish(ArrayRef<ir::ResultAxis> axes) {
    Operation *terminator = rows.getTerminator();
    SmallVector<Value> values;
    SmallVector<bool> with;
    for (auto [i, row] : llvm::enumerate(terminator->getOperands())) {
      ir::ResultAxis axis = axes.empty() ? ir::ResultAxis::found : axes[i];
      values.push_back(settle(row, axis));
      with.push_back(values.back().getType() != row.getType());
    }
    func::ReturnOp::create(b, terminator->getLoc(), values);
    return with;
  }

private:
  void noteBatched(Value row, Value value) {
    if (row.getType() != value.getType())
      batched.insert(row);
  }

  LogicalResult visit(Operation *op) {
    auto mask = llvm::map_to_vector(op->getOperands(), [&](Value operand) { return batched.contains(operand); });
    if (!llvm::is_contained(mask, true)) {
      b.clone(*op, mapping);
      return success();
    }
    SmallVector<Value> results;
    if (failed(batchOperation(op, mask, results)))
      return failure();
    for (auto [row, value] : llvm::zip_equal(op->getResults(), results)) {
      mapping.map(row, value);
      noteBatched(row, value);
    }
    return success();
  }

  LogicalResult batchOperation(Operation *op, ArrayRef<bool> mask, SmallVectorImpl<Value> &results) {
    auto operands = llvm::map_to_vector(op->getOperands(), [&](Value operand) { return mapping.lookup(operand); });
    if (auto call = dyn_cast<ir::CallBatching>(op))
      return call.batchCall(b, operands, mask, size, functions, results);
    if (auto array = dyn_cast<ir::ArrayOp>(op))
      return array.batch(b, operands, mask, size, results);
    return ir::refuse(op, "batch", "it is not an array operation");
  }

  Value settle(Value row, ir::ResultAxis axis) {
    Value value = mapping.lookup(row);
    ir::Emit emit(b, row.getLoc());
    if (axis == ir::ResultAxis::forced && !batched.contains(row))
      return emit.broadcastLeading(value, size);
    if (axis == ir::ResultAxis::summed && batched.contains(row))
      return emit.reduceSum(value, {0});
    return value;
  }

  Block &rows;
  int64_t size;
  ir::FunctionBatcher &functions;
  OpBuilder b;
  IRMapping mapping;
  llvm::DenseSet<Value> batched; ///< values of `rows` that have the axis
};

RankedTensorType withLeading(Type type, int64_t size) {
  auto tensor = cast<RankedTensorType>(type);
  SmallVector<int64_t> shape{size};
  llvm::append_range(shape, tensor.getShape());
  return RankedTensorType::get(shape, tensor.getElementType());
}

/// @f_vmap with its arguments and no operations.
func::FuncOp declareBatched(func::FuncOp function, ArrayRef<bool> arguments, int64_t size, SymbolTable &symbols) {
  SmallVector<Type> types;
  for (auto [type, with] : llvm::zip_equal(function.getArgumentTypes(), arguments))
    types.push_back(with ? withLeading(type, size) : type);
  auto batched = func::FuncOp::create(function.getLoc(), (function.getName() + "_vmap").str(),
                                      FunctionType::get(function.getContext(), types, {}));
  batched.setPrivate();
  batched.addEntryBlock();
  symbols.insert(batched, std::next(Block::iterator(function)));
  return batched;
}

} // namespace

FailureOr<ir::BatchedFunction> Batcher::batch(Operation *call, FlatSymbolRefAttr name, ArrayRef<bool> arguments,
                                              int64_t size, ArrayRef<ir::ResultAxis> results) {
  auto function = symbols.lookup<func::FuncOp>(name.getValue());
  if (!function)
    return call->emitError() << name << " is not a function of the module";
  if (failed(prepare(function)))
    return failure();
  Key key(function, std::vector<bool>(arguments.begin(), arguments.end()), size, results.vec());
  if (auto known = made.find(key); known != made.end())
    return known->second;
  func::FuncOp batched = declareBatched(function, arguments, size, symbols);
  BodyBatcher body(function.getBody().front(), batched, size, *this);
  ir::RefusalNote note(call);
  if (failed(body.run()))
    return failure();
  SmallVector<bool> with = body.finish(results);
  Block &block = batched.getBody().front();
  batched.setFunctionType(
      FunctionType::get(function.getContext(), block.getArgumentTypes(), block.getTerminator()->getOperandTypes()));
  return made[std::move(key)] = {FlatSymbolRefAttr::get(batched), with};
}

FlatSymbolRefAttr Batcher::outline(Operation *op, ArrayRef<unsigned> order) {
  auto types = llvm::map_to_vector(order, [&](unsigned number) { return op->getOperand(number).getType(); });
  auto caller = op->getParentOfType<func::FuncOp>();
  auto function = func::FuncOp::create(op->getLoc(), (caller.getName() + "_row").str(),
                                       FunctionType::get(op->getContext(), types, op->getResultTypes()));
  function.setPrivate();
  Block *body = function.addEntryBlock();
  IRMapping mapping;
  for (auto [number, argument] : llvm::zip_equal(order, body->getArguments()))
    mapping.map(op->getOperand(number), argument);
  OpBuilder b = OpBuilder::atBlockEnd(body);
  func::ReturnOp::create(b, op->getLoc(), b.clone(*op, mapping)->getResults());
  symbols.insert(function, std::next(Block::iterator(caller)));
  return FlatSymbolRefAttr::get(function);
}

} // namespace burin::passes
