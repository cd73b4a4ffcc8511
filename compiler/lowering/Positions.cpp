// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/Positions.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace burin::lowering {

Value Positions::constant(Location loc, int64_t value) {
  Value &known = constants[value];
  if (!known) {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(entry);
    known = arith::ConstantIndexOp::create(b, loc, value);
  }
  return known;
}

Value Positions::canonical(Value value) {
  APInt number;
  if (!matchPattern(value, m_ConstantInt(&number)))
    return value;
  return constant(value.getLoc(), number.getSExtValue());
}

bool Positions::visible(Value value) const {
  Block *defining = value.getParentBlock();
  for (Block *block = b.getInsertionBlock(); block;) {
    if (block == defining)
      return true;
    Operation *parent = block->getParentOp();
    block = parent ? parent->getBlock() : nullptr;
  }
  return false;
}

void Positions::dropUnitAxes(Index &index, Extents &extents) {
  size_t kept = 0;
  for (size_t d = 0; d < extents.size(); ++d)
    if (extents[d] != 1)
      index[kept] = index[d], extents[kept++] = extents[d];
  index.resize(kept);
  extents.resize(kept);
}

bool Positions::foldSplits(Index &index, Extents &extents) const {
  for (const Split &split : splits)
    for (size_t at = 0, n = split.index.size(); at + n <= index.size(); ++at) {
      // The leading extent does not enter the position.
      if (!std::equal(split.index.begin(), split.index.end(), index.begin() + at) ||
          !std::equal(split.extents.begin() + 1, split.extents.end(), extents.begin() + at + 1))
        continue;
      int64_t extent = 1;
      for (size_t d = at; d < at + n; ++d)
        extent *= extents[d];
      index[at] = split.position;
      extents[at] = extent;
      index.erase(index.begin() + at + 1, index.begin() + at + n);
      extents.erase(extents.begin() + at + 1, extents.begin() + at + n);
      return true;
    }
  return false;
}

Value Positions::emitFlatten(Location loc, const Index &index, const Extents &extents) {
  if (index.empty())
    return constant(loc, 0);
  auto noWrap = arith::IntegerOverflowFlags::nsw | arith::IntegerOverflowFlags::nuw;
  Value position = index[0];
  for (size_t d = 1; d < index.size(); ++d) {
    auto scaled = arith::MulIOp::create(b, loc, position, constant(loc, extents[d]), noWrap);
    auto sum = arith::AddIOp::create(b, loc, scaled, index[d], noWrap);
    own.insert(scaled);
    own.insert(sum);
    position = sum;
  }
  return position;
}

Value Positions::flatten(Location loc, ValueRange givenIndex, ArrayRef<int64_t> shape) {
  Index index;
  for (Value i : givenIndex)
    index.push_back(canonical(i));
  Extents extents(shape);
  dropUnitAxes(index, extents);
  while (foldSplits(index, extents)) {
  }
  for (const Flattened &known : flats)
    if (known.index == index && known.extents == extents && visible(known.position))
      return known.position;
  Value position = emitFlatten(loc, index, extents);
  flats.push_back({index, extents, position});
  return position;
}

const Positions::Flattened *Positions::findFlattened(Value position) const {
  for (const Flattened &known : flats)
    if (known.position == position && known.index.size() > 1)
      return &known;
  return nullptr;
}

Positions::Index Positions::split(Location loc, Value position, const Extents &extents) {
  if (extents.size() == 1)
    return {position};
  for (const Split &known : splits)
    if (known.position == position && known.extents == extents &&
        llvm::all_of(known.index, [&](Value v) { return visible(v); }))
      return known.index;
  Index index(extents.size());
  Value rest = position;
  for (size_t d = extents.size(); d-- > 1;) {
    Value size = constant(loc, extents[d]);
    index[d] = canonical(b.createOrFold<arith::RemUIOp>(loc, rest, size));
    rest = b.createOrFold<arith::DivUIOp>(loc, rest, size);
  }
  index[0] = canonical(rest);
  splits.push_back({position, index, extents});
  return index;
}

/// Re-expresses an index of one shape in another of as many elements; axes are regrouped where their products
/// agree.
Positions::Index Positions::regroup(Location loc, const Flattened &from, const Extents &to) {
  Index result, fromIndex = from.index;
  Extents fromExtents = from.extents;
  size_t i = 0, j = 0;
  while (i < fromExtents.size() && j < to.size()) {
    size_t i0 = i, j0 = j;
    int64_t left = fromExtents[i++], right = to[j++];
    while (left != right) {
      if (left < right && i < fromExtents.size())
        left *= fromExtents[i++];
      else if (right < left && j < to.size())
        right *= to[j++];
      else
        return {};
    }
    Value part = flatten(loc, ValueRange(fromIndex).slice(i0, i - i0), ArrayRef(fromExtents).slice(i0, i - i0));
    llvm::append_range(result, split(loc, part, Extents(ArrayRef(to).slice(j0, j - j0))));
  }
  return result.size() == to.size() ? result : Index();
}

Positions::Index Positions::unflatten(Location loc, Value position, ArrayRef<int64_t> shape) {
  Extents extents;
  for (int64_t extent : shape)
    if (extent != 1)
      extents.push_back(extent);
  position = canonical(position);
  Index dense;
  bool empty = llvm::is_contained(extents, 0);
  if (extents.empty())
    dense = {};
  else if (empty) // never executed; any index will do
    dense.assign(extents.size(), constant(loc, 0));
  else {
    if (const Flattened *from = findFlattened(position))
      dense = regroup(loc, Flattened(*from), extents);
    if (dense.empty())
      dense = split(loc, position, extents);
  }
  Index index;
  size_t next = 0;
  for (int64_t extent : shape)
    index.push_back(extent == 1 ? constant(loc, 0) : dense[next++]);
  return index;
}

} // namespace burin::lowering
