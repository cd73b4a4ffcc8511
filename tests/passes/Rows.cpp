// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/passes/Rows.h"

#include "compiler/ir/Emit.h"
#include "compiler/ops/CallOps.h"

#include "llvm/ADT/SetVector.h"
#include "gtest/gtest.h"

#include <cmath>

using namespace mlir;
using burin::ir::Literal;

namespace burin::tests {
namespace {

RankedTensorType without(RankedTensorType type, int64_t axis) {
  SmallVector<int64_t> shape(type.getShape());
  shape.erase(shape.begin() + axis);
  return RankedTensorType::get(shape, type.getElementType());
}

RankedTensorType with(RankedTensorType type, int64_t axis, int64_t size) {
  SmallVector<int64_t> shape(type.getShape());
  shape.insert(shape.begin() + axis, size);
  return RankedTensorType::get(shape, type.getElementType());
}

Literal rowOf(const Literal &all, int64_t axis, int64_t row) {
  if (axis < 0)
    return all;
  Literal one(without(all.type(), axis));
  int64_t inner = 1, extent = all.type().getDimSize(axis);
  for (int64_t behind : all.type().getShape().drop_front(axis + 1))
    inner *= behind;
  for (int64_t i = 0; i < one.size(); ++i) {
    int64_t at = (i / inner * extent + row) * inner + i % inner;
    if (one.floating())
      one.setReal(i, all.real(at));
    else
      one.setInteger(i, all.integer(at));
  }
  return one;
}

bool agree(long double x, long double y) {
  return x == y || std::fabs(x - y) < 1e-12 || (std::isnan(x) && std::isnan(y));
}

void expectEqual(const Literal &actual, const Literal &expected, const std::string &where) {
  ASSERT_EQ(actual.type(), expected.type()) << where;
  for (int64_t i = 0; i < actual.size(); ++i)
    if (actual.floating())
      EXPECT_TRUE(agree(actual.real(i), expected.real(i)))
          << where << ", " << i << ": " << actual.real(i) << " and " << expected.real(i);
    else
      EXPECT_EQ(actual.integer(i), expected.integer(i)) << where << ", " << i;
}

void addRowsTo(ModuleOp module, int64_t size, ArrayRef<int64_t> in, ArrayRef<int64_t> out) {
  auto f = module.lookupSymbol<func::FuncOp>("f");
  SmallVector<Type> types;
  for (auto [type, axis] : llvm::zip_equal(f.getArgumentTypes(), in))
    types.push_back(axis < 0 ? type : with(cast<RankedTensorType>(type), axis, size));
  auto rows = func::FuncOp::create(f.getLoc(), "rows", FunctionType::get(f.getContext(), types, {}));
  module.push_back(rows);
  OpBuilder b = OpBuilder::atBlockEnd(rows.addEntryBlock());
  ir::Emit emit(b, f.getLoc());
  Operation *call = emit.op("vmap_call", rows.getArguments(),
                            {b.getNamedAttr("callee", FlatSymbolRefAttr::get(f)), emit.number("axis_size", size),
                             emit.axes("in_axes", in), emit.axes("out_axes", out)},
                            f.getNumResults());
  func::ReturnOp::create(b, f.getLoc(), call->getResults());
  rows.setFunctionType(FunctionType::get(f.getContext(), types, call->getResultTypes()));
}

} // namespace

Rows::Rows(llvm::StringRef text, int64_t size, std::vector<int64_t> in, std::optional<std::vector<int64_t>> out)
    : size(size), in(std::move(in)), expanded(text), cleaned(text) {
  unsigned numResults = expanded.module().lookupSymbol<func::FuncOp>("f").getNumResults();
  this->out = out ? *out : std::vector<int64_t>(numResults);
  for (Program *program : {&expanded, &cleaned}) {
    addRowsTo(program->module(), size, this->in, this->out);
    program->expand();
  }
  cleaned.cleanUp();
}

std::vector<Literal> Rows::argumentsOf(llvm::ArrayRef<Literal> all, int64_t row) const {
  std::vector<Literal> one;
  for (auto [argument, axis] : llvm::zip_equal(all, in))
    one.push_back(rowOf(argument, axis, row));
  return one;
}

void Rows::expectLoop(const Change &change) {
  for (Program *program : {&expanded, &cleaned}) {
    std::vector<Literal> arguments = program->someArguments("rows");
    if (change)
      change(arguments);
    std::vector<Literal> all = program->evaluate("rows", arguments);
    for (int64_t row = 0; row < size; ++row) {
      std::vector<Literal> expected = program->evaluate("f", argumentsOf(arguments, row));
      ASSERT_EQ(all.size(), expected.size());
      for (size_t number = 0; number < all.size(); ++number)
        expectEqual(rowOf(all[number], out[number], row), expected[number],
                    "row " + std::to_string(row) + ", result " + std::to_string(number));
    }
  }
}

int Rows::count(llvm::StringRef operation) {
  int number = 0;
  llvm::SetVector<llvm::StringRef> names;
  names.insert("rows");
  for (size_t next = 0; next < names.size(); ++next)
    cleaned.module().lookupSymbol(names[next])->walk([&](Operation *op) {
      number += op->getName().stripDialect() == operation;
      if (auto call = dyn_cast<ir::CallLike>(op))
        for (FlatSymbolRefAttr name : call.callees())
          names.insert(name.getValue());
    });
  return number;
}

} // namespace burin::tests
