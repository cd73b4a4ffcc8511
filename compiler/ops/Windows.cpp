// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/Windows.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace burin::ir {

// Dimension numbers

WindowDims WindowDims::overOperand(int64_t size) const {
  WindowDims dims = *this;
  dims.windowAxes = prepend(0, behindLeading(windowAxes));
  dims.droppedAxes = behindLeading(droppedAxes);
  dims.operandBatch = behindLeading(operandBatch);
  dims.startAxes = behindLeading(startAxes);
  dims.sizes = prepend(size, sizes);
  return dims;
}

WindowDims WindowDims::overIndices() const {
  WindowDims dims = *this;
  dims.windowAxes = behindLeading(windowAxes);
  dims.indicesBatch = behindLeading(indicesBatch);
  dims.indexVectorAxis = indexVectorAxis + 1;
  return dims;
}

WindowDims WindowDims::overBoth() const {
  WindowDims dims = overOperand(1).overIndices();
  dims.windowAxes = behindLeading(windowAxes);
  dims.operandBatch = prepend(0, dims.operandBatch);
  dims.indicesBatch = prepend(0, dims.indicesBatch);
  return dims;
}

AxisList Windows::keptAxes() const {
  AxisList gone(droppedAxes);
  llvm::append_range(gone, operandBatch);
  return otherAxes(gone, operand.getRank());
}

AxisList Windows::indicesShape() const {
  AxisList shape(indices.getShape());
  if (indexVectorAxis < indices.getRank())
    shape.erase(shape.begin() + indexVectorAxis);
  return shape;
}

AxisList Windows::batchAxes() const { return otherAxes(windowAxes, windowAxes.size() + indicesShape().size()); }

AxisList Windows::operandAxes() const {
  AxisList batch = batchAxes(), axes(windowAxes.size() + batch.size(), -1);
  for (auto [axis, kept] : llvm::zip_equal(windowAxes, keptAxes()))
    axes[axis] = kept;
  for (auto [axis, along] : llvm::zip_equal(operandBatch, indicesBatch))
    axes[batch[along < indexVectorAxis ? along : along - 1]] = axis;
  return axes;
}

// Constraints

bool isWindowMode(StringRef mode) { return mode == "clip" || mode == "fill"; }

LogicalResult checkIndexType(Value indices, Inference &inference) {
  Type element = elementOf(indices);
  if (isFloating(element) || isBool(element))
    return inference.fail(Fault::dtype, "indices have dtype " + dtypeText(element) + "; expected an integer dtype");
  return success();
}

LogicalResult Windows::check(Inference &inference) const {
  auto fail = [&](const std::string &problem) { return inference.fail(Fault::shape, problem); };
  int64_t rank = operand.getRank();
  if (indexVectorAxis < 0 || indexVectorAxis > indices.getRank()) // windows_c1
    return fail("index_vector_dim is " + std::to_string(indexVectorAxis) + "; expected an axis of indices of shape " +
                shapeText(indices.getShape()) + ", or one more");
  int64_t entries = indexVectorAxis < indices.getRank() ? indices.getDimSize(indexVectorAxis) : 1;
  if (!distinctAxes(startAxes, rank) || static_cast<int64_t>(startAxes.size()) != entries) // windows_c2
    return fail("index vectors of " + std::to_string(entries) + " entries are for axes " + shapeText(startAxes) +
                "; expected one axis of " + shapeText(operand.getShape()) + " for each entry");
  AxisList gone(droppedAxes), placed(startAxes);
  llvm::append_range(gone, operandBatch);
  llvm::append_range(placed, operandBatch);
  if (!distinctAxes(gone, rank) || !distinctAxes(placed, rank)) // windows_c3
    return fail("dropped axes are " + shapeText(droppedAxes) + ", batch axes " + shapeText(operandBatch) +
                ", indexed axes " + shapeText(startAxes) + "; expected axes of " + shapeText(operand.getShape()) +
                ", those of a batch in no other list");
  bool alongIndices = distinctAxes(indicesBatch, indices.getRank()) && indicesBatch.size() == operandBatch.size() &&
                      !llvm::is_contained(indicesBatch, indexVectorAxis);
  for (size_t i = 0; alongIndices && i < operandBatch.size(); ++i)
    alongIndices = operand.getDimSize(operandBatch[i]) == indices.getDimSize(indicesBatch[i]);
  if (!alongIndices) // windows_c4
    return fail("batch axes are " + shapeText(operandBatch) + " of " + shapeText(operand.getShape()) + " and " +
                shapeText(indicesBatch) + " of " + shapeText(indices.getShape()) + "; expected equal extents");
  bool fits = static_cast<int64_t>(sizes.size()) == rank;
  for (int64_t axis = 0; fits && axis < rank; ++axis) {
    bool single = llvm::is_contained(gone, axis), along = llvm::is_contained(operandBatch, axis);
    fits = single ? sizes[axis] == 1 : sizes[axis] >= 0;
    fits &= along || sizes[axis] <= operand.getDimSize(axis);
  }
  if (!fits) // windows_c5
    return fail("windows have shape " + shapeText(sizes) + "; expected extents of at most those of " +
                shapeText(operand.getShape()) + ", 1 along axes " + shapeText(gone));
  return success();
}

LogicalResult Windows::inferShape(AxisList &shape, Inference &inference) const {
  AxisList kept = keptAxes(), others = indicesShape();
  int64_t rank = kept.size() + others.size();
  if (windowAxes.size() != kept.size() || !distinctAxes(windowAxes, rank) || !llvm::is_sorted(windowAxes)) // windows_c6
    return inference.fail(Fault::shape, "window axes are " + shapeText(windowAxes) + "; expected " +
                                            std::to_string(kept.size()) + " increasing axes below " +
                                            std::to_string(rank));
  shape.assign(rank, 0);
  for (auto [axis, from] : llvm::zip_equal(windowAxes, kept))
    shape[axis] = sizes[from];
  for (auto [axis, extent] : llvm::zip_equal(batchAxes(), others))
    shape[axis] = extent;
  return success();
}

// Places

int64_t clipStart(const Literal &starts, int64_t i, int64_t limit) {
  int64_t start = starts.integer(i);
  if (isUnsigned(starts.type().getElementType()))
    return std::min<uint64_t>(start, limit);
  return std::clamp<int64_t>(start, 0, limit);
}

std::optional<AxisList> Windows::locate(ArrayRef<int64_t> at, const Literal &literal) const {
  AxisList batch = permuted(at, batchAxes()), place(operand.getRank(), 0);
  AxisList vector(batch);
  bool hasVector = indexVectorAxis < indices.getRank();
  if (hasVector)
    vector.insert(vector.begin() + indexVectorAxis, 0);
  for (auto [entry, axis] : llvm::enumerate(startAxes)) {
    if (hasVector)
      vector[indexVectorAxis] = entry;
    int64_t i = positionOf(vector, indices.getShape()), limit = operand.getDimSize(axis) - sizes[axis];
    place[axis] = clipStart(literal, i, limit);
    if (!clips && place[axis] != literal.integer(i))
      return std::nullopt;
  }
  for (auto [axis, along] : llvm::zip_equal(operandBatch, indicesBatch))
    place[axis] = vector[along];
  for (auto [axis, from] : llvm::zip_equal(windowAxes, keptAxes()))
    place[from] += at[axis];
  return place;
}

/// The start as an index that an unsigned comparison tells from those outside.
static Value asIndex(OpBuilder &b, Location loc, Value start, bool isUnsigned) {
  if (isUnsigned)
    return arith::IndexCastUIOp::create(b, loc, b.getIndexType(), start);
  return arith::IndexCastOp::create(b, loc, b.getIndexType(), start);
}

Value clipStart(OpBuilder &b, Location loc, Value start, bool isUnsigned, int64_t limit) {
  Value index = asIndex(b, loc, start, isUnsigned), last = IndexEmitter(b, loc).constant(limit);
  if (limit == 0)
    return last;
  if (isUnsigned)
    return arith::MinUIOp::create(b, loc, index, last);
  Value notNegative = arith::MaxSIOp::create(b, loc, index, IndexEmitter(b, loc).constant(0));
  return arith::MinSIOp::create(b, loc, notNegative, last);
}

Windows::Place Windows::locate(OpBuilder &b, Location loc, ValueRange at, function_ref<Value(ValueRange)> read) const {
  IndexEmitter i(b, loc);
  Place place;
  place.index.assign(operand.getRank(), i.constant(0));
  SmallVector<Value> vector;
  for (int64_t axis : batchAxes())
    vector.push_back(at[axis]);
  bool hasVector = indexVectorAxis < indices.getRank(), areUnsigned = isUnsigned(indices.getElementType());
  if (hasVector)
    vector.insert(vector.begin() + indexVectorAxis, Value());
  for (auto [entry, axis] : llvm::enumerate(startAxes)) {
    if (hasVector)
      vector[indexVectorAxis] = i.constant(entry);
    int64_t limit = operand.getDimSize(axis) - sizes[axis];
    if (clips && limit == 0)
      continue;
    Value start = read(vector);
    if (clips) {
      place.index[axis] = clipStart(b, loc, start, areUnsigned, limit);
      continue;
    }
    start = asIndex(b, loc, start, areUnsigned);
    Value inside = i.inBounds(start, limit + 1);
    place.index[axis] = i.select(inside, start, i.constant(0));
    place.inside = i.both(place.inside, inside);
  }
  for (auto [axis, along] : llvm::zip_equal(operandBatch, indicesBatch))
    place.index[axis] = vector[along];
  for (auto [axis, from] : llvm::zip_equal(windowAxes, keptAxes()))
    place.index[from] = llvm::is_contained(startAxes, from) ? i.add(place.index[from], at[axis]) : at[axis];
  return place;
}

// Emission

static SmallVector<NamedAttribute> attributesOf(Emit &e, const WindowDims &dims, ArrayRef<StringRef> names) {
  SmallVector<NamedAttribute> attributes;
  for (auto [name, list] :
       llvm::zip_equal(names, ArrayRef<AxisList>{dims.windowAxes, dims.droppedAxes, dims.operandBatch,
                                                 dims.indicesBatch, dims.startAxes}))
    attributes.push_back(e.axes(name, list));
  attributes.push_back(e.number("index_vector_dim", dims.indexVectorAxis));
  attributes.push_back(e.b.getNamedAttr("mode", e.b.getStringAttr(dims.clips ? "clip" : "fill")));
  return attributes;
}

Value gather(Emit &e, Value operand, Value indices, const WindowDims &dims) {
  SmallVector<NamedAttribute> attributes = attributesOf(e, dims,
                                                        {"offset_dims", "collapsed_slice_dims", "operand_batching_dims",
                                                         "start_indices_batching_dims", "start_index_map"});
  attributes.push_back(e.axes("slice_sizes", dims.sizes));
  return e.value("gather", {operand, indices}, attributes);
}

SmallVector<NamedAttribute> scatterAttributes(Emit &e, const WindowDims &dims, bool unique) {
  SmallVector<NamedAttribute> attributes =
      attributesOf(e, dims,
                   {"update_window_dims", "inserted_window_dims", "input_batching_dims",
                    "scatter_indices_batching_dims", "scatter_dims_to_operand_dims"});
  attributes.push_back(e.b.getNamedAttr("unique_indices", e.b.getBoolAttr(unique)));
  return attributes;
}

Value scatter(Emit &e, Value operand, Value indices, Value updates, const WindowDims &dims, StringRef kind,
              bool unique) {
  SmallVector<NamedAttribute> attributes = scatterAttributes(e, dims, unique);
  attributes.push_back(e.b.getNamedAttr("kind", e.b.getStringAttr(kind)));
  return e.value("scatter", {operand, indices, updates}, attributes);
}

Value takeAlong(Emit &e, Value x, Value indices, int64_t axis) {
  if (product(shapeOf(indices)) == 0) // of an axis that may have no entries
    return e.zeros(RankedTensorType::get(shapeOf(indices), elementOf(x)));
  WindowDims dims;
  int64_t rank = shapeOf(x).size();
  dims.droppedAxes = dims.startAxes = {axis};
  dims.operandBatch = dims.indicesBatch = otherAxes({axis}, rank);
  dims.indexVectorAxis = rank;
  dims.sizes.assign(rank, 1);
  return gather(e, x, indices, dims);
}

} // namespace burin::ir
