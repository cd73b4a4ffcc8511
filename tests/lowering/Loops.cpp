// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/lowering/Loops.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/SymbolTable.h"

using namespace mlir;

namespace burin::testing {

RankedTensorType int32Scalar(Emit &e) { return RankedTensorType::get({}, e.b.getI32Type()); }

/// A private function, behind those that are there.
static func::FuncOp addFunction(Emit &e, TypeRange arguments, const Compiled::Body &body) {
  auto module = e.b.getInsertionBlock()->getParentOp()->getParentOfType<ModuleOp>();
  std::string name = "f" + std::to_string(llvm::range_size(module.getOps<func::FuncOp>()));
  OpBuilder b = OpBuilder::atBlockEnd(module.getBody());
  auto function = func::FuncOp::create(b, e.loc, name, b.getFunctionType(arguments, {}));
  function.setPrivate();
  Block *block = function.addEntryBlock();
  b.setInsertionPointToEnd(block);
  Emit inner(b, e.loc);
  Results results = body(inner, Results(block->args_begin(), block->args_end()));
  func::ReturnOp::create(b, e.loc, results);
  function.setType(b.getFunctionType(arguments, ValueRange(results).getTypes()));
  return function;
}

static Results operator+(Results first, const Results &second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

static Results results(Operation *op) { return Results(op->result_begin(), op->result_end()); }

static TypeRange typesOf(const Results &values) { return ValueRange(values).getTypes(); }

Results whileLoop(Emit &e, Results carry, const Compiled::Body &cond, const Compiled::Body &body, Results condCaptures,
                  Results bodyCaptures) {
  func::FuncOp test = addFunction(e, typesOf(carry + condCaptures), cond),
               turn = addFunction(e, typesOf(carry + bodyCaptures), body);
  std::vector<int64_t> counts{int64_t(carry.size()), int64_t(condCaptures.size()), int64_t(bodyCaptures.size())};
  NamedAttribute attributes[] = {e.b.getNamedAttr("cond", FlatSymbolRefAttr::get(test)),
                                 e.b.getNamedAttr("body", FlatSymbolRefAttr::get(turn)),
                                 e.axes("operand_counts", counts)};
  return results(e.op("while", carry + condCaptures + bodyCaptures, attributes, carry.size()));
}

Results scan(Emit &e, Results carry, Results xs, Results captures, ScanOptions options, const Compiled::Body &body) {
  SmallVector<Type> arguments(typesOf(carry));
  for (Value x : xs)
    arguments.push_back(RankedTensorType::get(Emit::shapeOf(x).drop_front(), Emit::typeOf(x).getElementType()));
  llvm::append_range(arguments, typesOf(captures));
  func::FuncOp turn = addFunction(e, arguments, body);
  std::vector<int64_t> counts{int64_t(carry.size()), int64_t(xs.size()), int64_t(captures.size())};
  NamedAttribute attributes[] = {e.b.getNamedAttr("body", FlatSymbolRefAttr::get(turn)),
                                 e.axes("operand_counts", counts), e.number("length", options.length),
                                 e.number("unroll", options.unroll),
                                 e.b.getNamedAttr("reverse", e.b.getBoolAttr(options.reverse))};
  return results(e.op("scan", carry + xs + captures, attributes, turn.getNumResults()));
}

Results branchOn(Emit &e, Value index, Results operands, const std::vector<Compiled::Body> &branches) {
  SmallVector<Attribute> names;
  std::vector<int64_t> counts(branches.size() + 1, 0);
  counts[0] = operands.size();
  unsigned numResults = 0;
  for (const Compiled::Body &branch : branches) {
    func::FuncOp function = addFunction(e, typesOf(operands), branch);
    names.push_back(FlatSymbolRefAttr::get(function));
    numResults = function.getNumResults();
  }
  NamedAttribute attributes[] = {e.b.getNamedAttr("branches", e.b.getArrayAttr(names)),
                                 e.axes("operand_counts", counts)};
  return results(e.op("case", Results{index} + operands, attributes, numResults));
}

Results repeat(Emit &e, int64_t count, Results carry, const Compiled::Body &body, Results captures) {
  auto less = [&](Emit &e, Values v) -> Results {
    return {e.compare(v[0], e.scalar(double(count), int32Scalar(e)), "lt")};
  };
  auto turn = [&](Emit &e, Values v) -> Results {
    return Results{e.add(v[0], e.scalar(1, int32Scalar(e)))} + body(e, v);
  };
  Results last = whileLoop(e, Results{e.scalar(0, int32Scalar(e))} + carry, less, turn, {}, captures);
  return Results(last.begin() + 1, last.end());
}

} // namespace burin::testing
