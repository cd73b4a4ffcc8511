// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/compile/outline.h"

#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/SetVector.h"

namespace burin::bridge {

using runtime::ValueId;

namespace {

/// The last operation in the block that gave one of the values; null when they are arguments.
mlir::Operation *last_giver(llvm::ArrayRef<mlir::Value> values) {
  mlir::Operation *last = nullptr;
  for (mlir::Value value : values)
    if (mlir::Operation *giver = value.getDefiningOp(); giver && (!last || last->isBeforeInBlock(giver)))
      last = giver;
  return last;
}

/// Operations without a numbered result belong to the one behind them.
llvm::SetVector<mlir::Operation *> operations_of(const IrFunction &function, ValueId first, ValueId last) {
  llvm::ArrayRef<mlir::Value> values(function.values());
  mlir::Operation *before = last_giver(values.take_front(first)), *end = last_giver(values.take_front(last));
  llvm::SetVector<mlir::Operation *> operations;
  if (!end || end == before)
    return operations;
  mlir::Operation *op = before ? before->getNextNode() : &function.func().front().front();
  for (; op != end; op = op->getNextNode())
    operations.insert(op);
  operations.insert(end);
  return operations;
}

class Outliner {
public:
  Outliner(const IrFunction &function, llvm::SetVector<mlir::Operation *> operations)
      : function_(function), operations_(std::move(operations)) {
    mlir::func::FuncOp whole = function.func();
    mlir::OpBuilder b(whole.getContext());
    part_ = mlir::func::FuncOp::create(whole.getLoc(), (whole.getName() + "_part").str(), b.getFunctionType({}, {}));
    part_.addEntryBlock();
  }

  OutlinedPart outline(std::span<const ValueId> results) {
    copy_operations();
    give_results(results);
    const std::size_t asked = results_.size();
    give_what_is_used_elsewhere();
    finish();
    return {part_, numbers_of(arguments_), asked};
  }

private:
  bool is_inside(mlir::Value value) const { return operations_.contains(value.getDefiningOp()); }

  void copy_operations() {
    mlir::OpBuilder b = mlir::OpBuilder::atBlockEnd(&part_.front());
    for (mlir::Operation *op : operations_) {
      for (mlir::Value operand : op->getOperands())
        if (!is_inside(operand) && arguments_.insert(operand))
          copies_.map(operand, part_.front().addArgument(operand.getType(), operand.getLoc()));
      b.clone(*op, copies_);
    }
  }

  void give_results(std::span<const ValueId> results) {
    for (ValueId number : results)
      if (mlir::Value value = function_.values()[number]; copies_.contains(value))
        results_.insert(value);
  }

  void give_what_is_used_elsewhere() {
    for (mlir::Operation *op : operations_)
      for (mlir::Value result : op->getResults())
        if (llvm::any_of(result.getUsers(), [&](mlir::Operation *user) { return !operations_.contains(user); }))
          results_.insert(result);
  }

  void finish() {
    auto returned = llvm::map_to_vector(results_, [&](mlir::Value result) { return copies_.lookup(result); });
    mlir::OpBuilder b = mlir::OpBuilder::atBlockEnd(&part_.front());
    mlir::func::ReturnOp::create(b, part_.getLoc(), returned);
    part_.setType(b.getFunctionType(part_.front().getArgumentTypes(), mlir::ValueRange(returned).getTypes()));
  }

  std::vector<ValueId> numbers_of(const llvm::SetVector<mlir::Value> &wanted) const {
    llvm::DenseMap<mlir::Value, ValueId> numbers;
    for (auto [number, value] : llvm::enumerate(function_.values()))
      numbers.try_emplace(value, static_cast<ValueId>(number));
    std::vector<ValueId> list;
    for (mlir::Value value : wanted)
      list.push_back(numbers.at(value));
    return list;
  }

  const IrFunction &function_;
  llvm::SetVector<mlir::Operation *> operations_;
  mlir::func::FuncOp part_;
  mlir::IRMapping copies_;
  llvm::SetVector<mlir::Value> arguments_, results_;
};

} // namespace

OutlinedPart outline_part(const IrFunction &function, ValueId first, ValueId last, std::span<const ValueId> results) {
  return Outliner(function, operations_of(function, first, last)).outline(results);
}

} // namespace burin::bridge
