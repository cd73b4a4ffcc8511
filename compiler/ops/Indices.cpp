// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/Indices.h"

#include <numeric>

namespace burin::ir {

static bool advance(llvm::MutableArrayRef<int64_t> index, llvm::ArrayRef<int64_t> shape) {
  for (size_t axis = shape.size(); axis-- > 0;) {
    if (++index[axis] < shape[axis])
      return true;
    index[axis] = 0;
  }
  return false;
}

void forEachIndex(llvm::ArrayRef<int64_t> shape, llvm::function_ref<void(llvm::ArrayRef<int64_t>)> visit) {
  if (llvm::is_contained(shape, 0))
    return;
  AxisList index(shape.size(), 0);
  do
    visit(index);
  while (advance(index, shape));
}

int64_t positionOf(llvm::ArrayRef<int64_t> index, llvm::ArrayRef<int64_t> shape) {
  int64_t position = 0;
  for (size_t axis = 0; axis < shape.size(); ++axis)
    position = position * shape[axis] + index[axis];
  return position;
}

void copyElement(Literal &to, int64_t i, const Literal &from, int64_t j) {
  if (from.floating())
    to.setReal(i, from.real(j));
  else
    to.setInteger(i, from.integer(j));
}

Literal moveElements(mlir::RankedTensorType type, const Literal &from,
                     llvm::function_ref<AxisList(llvm::ArrayRef<int64_t>)> source) {
  Literal to(type);
  int64_t i = 0;
  forEachIndex(type.getShape(), [&](llvm::ArrayRef<int64_t> index) {
    copyElement(to, i++, from, positionOf(source(index), from.type().getShape()));
  });
  return to;
}

AxisList firstAxes(int64_t count) {
  AxisList axes(count);
  std::iota(axes.begin(), axes.end(), 0);
  return axes;
}

AxisList otherAxes(llvm::ArrayRef<int64_t> listed, int64_t rank) {
  AxisList axes;
  for (int64_t axis = 0; axis < rank; ++axis)
    if (!llvm::is_contained(listed, axis))
      axes.push_back(axis);
  return axes;
}

AxisList behindLeading(llvm::ArrayRef<int64_t> axes) {
  return AxisList(llvm::map_range(axes, [](int64_t axis) { return axis + 1; }));
}

AxisList prepend(int64_t first, llvm::ArrayRef<int64_t> rest) {
  AxisList list{first};
  llvm::append_range(list, rest);
  return list;
}

AxisList permuted(llvm::ArrayRef<int64_t> values, llvm::ArrayRef<int64_t> order) {
  return AxisList(llvm::map_range(order, [&](int64_t from) { return values[from]; }));
}

AxisList inverted(llvm::ArrayRef<int64_t> permutation) {
  AxisList inverse(permutation.size());
  for (auto [i, axis] : llvm::enumerate(permutation))
    inverse[axis] = static_cast<int64_t>(i);
  return inverse;
}

int64_t product(llvm::ArrayRef<int64_t> extents) {
  return std::accumulate(extents.begin(), extents.end(), int64_t{1}, std::multiplies<>());
}

bool distinctAxes(llvm::ArrayRef<int64_t> axes, int64_t rank) {
  llvm::SmallVector<bool> seen(rank, false);
  for (int64_t axis : axes) {
    if (axis < 0 || axis >= rank || seen[axis])
      return false;
    seen[axis] = true;
  }
  return true;
}

bool noneNegative(llvm::ArrayRef<int64_t> extents) {
  return llvm::all_of(extents, [](int64_t extent) { return extent >= 0; });
}

} // namespace burin::ir
