// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ir/Dialect.h"
#include "compiler/lowering/Target.h"

#include "mlir/IR/Builders.h"

namespace burin::ir {

/// What a KernelOp writes its loop nest with. The nest becomes a function of bare pointers and a range of
/// work items:
///   kernel(operands..., results..., workspace..., lo, hi)
/// It must give the same bits for every division of [0, items) into ranges; ranges run at the same time on
/// any threads. Arrays in memory are flat memref<N x storageType(element)>, row-major and dense.
class KernelBuilder {
public:
  KernelBuilder(ElementReader &reader, mlir::Operation *op, const lowering::Target &target)
      : b(reader.b), loc(reader.loc), op(op), target(target), reader(reader) {}

  mlir::OpBuilder &b;
  mlir::Location loc;
  mlir::Operation *op;
  const lowering::Target &target;

  mlir::Value lo, hi; ///< index: this call's work items

  /// Declares how many work items there are and what one costs; without it the kernel is one item. Items must
  /// be independent: no two write the same element. `copyCycles` of an item are not spent in place (InPlace.h).
  void setWork(int64_t items, double cyclesPerItem, double copyCycles = 0) {
    workItems = items, itemCycles = cyclesPerItem, itemCopyCycles = copyCycles;
  }

  /// Element of an operand: a scalarType(), loaded or computed by the producers fused into this kernel.
  mlir::Value read(unsigned operand, mlir::ValueRange index) { return reader.read(operand, index); }
  /// The array of an operand; null unless it is in memory (always for operands with readsMemory()).
  mlir::Value memory(unsigned operand) const { return operandMemory[operand]; }
  /// The array of a result. It shares no memory with any operand. When the kernel finishes elements, it may be the
  /// array of the finished ones.
  mlir::Value output(unsigned result = 0) const { return resultMemory[result]; }

  /// True when elementwise operations follow on the result (KernelOp::finishesElements).
  bool finishesElements() const { return finishCycles > 0; }
  /// Emits them for the element at `index`; each element once, when it stands in output().
  void finish(mlir::ValueRange index) { emitFinish(index); }

  /// Loads and stores of elements of flat arrays: see loadElement.
  mlir::Value load(mlir::Value array, mlir::Value position, mlir::Type element);
  void store(mlir::Value element, mlir::Value array, mlir::Value position);
  /// Row-major position of an index.
  mlir::Value flatten(mlir::ValueRange index, llvm::ArrayRef<int64_t> shape);
  /// Inverse of flatten.
  llvm::SmallVector<mlir::Value> unflatten(mlir::Value position, llvm::ArrayRef<int64_t> shape);
  mlir::Value constant(int64_t index);

  /// Memory of this call alone: memref<count x element> on the stack, 64-byte aligned, allocated at the
  /// kernel's entry. All scratch of one kernel together stays under 1 MB.
  mlir::Value scratch(mlir::Type element, int64_t count);

  ElementReader &reader;
  llvm::SmallVector<mlir::Value> operandMemory, resultMemory;
  llvm::SmallVector<mlir::Value> workspaceMemory; ///< KernelOp::workspace()
  llvm::function_ref<void(mlir::ValueRange)> emitFinish;
  double finishCycles = 0; ///< of all elements
  int64_t workItems = 1;
  double itemCycles = 0; ///< 0: from the op's cost
  double itemCopyCycles = 0;
};

/// Signless scalar of an array's element type (i1 for bool).
mlir::Type scalarType(mlir::Type element);
/// What an element is in memory: i8 for bool, else scalarType().
mlir::Type storageType(mlir::Type element);
/// Loads and stores of flat memrefs of storageType(); bool is i1 in registers and one byte of 0 or 1 in
/// memory.
mlir::Value loadElement(mlir::OpBuilder &b, mlir::Location loc, mlir::Value array, mlir::Value position,
                        mlir::Type element);
void storeElement(mlir::OpBuilder &b, mlir::Location loc, mlir::Value element, mlir::Value array, mlir::Value position);
/// Bytes of an array in memory.
int64_t bytesOf(mlir::RankedTensorType type);

} // namespace burin::ir
