// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/math/RarePath.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/BuiltinOps.h"

#include <limits>

using namespace mlir;

namespace burin::lowering {
namespace {

/// The widths that the vectorizer may choose, for elements of 16 to 64 bits.
constexpr int64_t vectorWidths[] = {2, 4, 8, 16, 32};

LLVM::LLVMFuncOp declarePure(OpBuilder &b, Location loc, StringRef name, Type result, ArrayRef<Type> arguments) {
  auto function = LLVM::LLVMFuncOp::create(b, loc, name, LLVM::LLVMFunctionType::get(result, arguments));
  auto none = LLVM::ModRefInfo::NoModRef;
  function.setMemoryEffectsAttr(
      LLVM::MemoryEffectsAttr::get(b.getContext(), {/*other=*/none, /*argMem=*/none, /*inaccessibleMem=*/none}));
  function.setNoUnwind(true);
  function.setWillReturn(true);
  return function;
}

Value call(OpBuilder &b, Location loc, StringRef name, ValueRange arguments) {
  return LLVM::CallOp::create(b, loc, TypeRange(arguments[0].getType()), name, arguments).getResult();
}

Type longDouble(OpBuilder &b) {
  return std::numeric_limits<long double>::digits == 64 ? Type(b.getF80Type()) : Type(b.getF128Type());
}

/// A function `long double symbol(long double, int64_t...)`, with the numbers that it gets.
struct Symbol {
  std::string name;
  SmallVector<int64_t> numbers;
};

void declareIfMissing(OpBuilder &b, Location loc, const Symbol &symbol) {
  auto module = b.getInsertionBlock()->getParentOp()->getParentOfType<ModuleOp>();
  if (module.lookupSymbol(symbol.name))
    return;
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(module.getBody());
  SmallVector<Type> arguments(symbol.numbers.size() + 1, b.getI64Type());
  arguments[0] = longDouble(b);
  declarePure(b, loc, symbol.name, longDouble(b), arguments);
}

Value callInLongDouble(OpBuilder &b, Location loc, const Symbol &symbol, Value scalar) {
  SmallVector<Value> arguments = {LLVM::FPExtOp::create(b, loc, longDouble(b), scalar)};
  for (int64_t number : symbol.numbers)
    arguments.push_back(LLVM::ConstantOp::create(b, loc, b.getI64IntegerAttr(number)));
  return LLVM::FPTruncOp::create(b, loc, scalar.getType(), call(b, loc, symbol.name, arguments));
}

Real callInLongDouble(const Symbol &symbol, Real x) {
  OpBuilder &b = x.e->b;
  Location loc = x.e->loc;
  declareIfMissing(b, loc, symbol);
  auto vector = dyn_cast<VectorType>(x.value.getType());
  if (!vector)
    return {x.e, callInLongDouble(b, loc, symbol, x.value)};
  Value result = x.value;
  for (int64_t i = 0; i < vector.getNumElements(); ++i) {
    Value element = vector::ExtractOp::create(b, loc, x.value, ArrayRef(i));
    result = vector::InsertOp::create(b, loc, callInLongDouble(b, loc, symbol, element), result, ArrayRef(i));
  }
  return {x.e, result};
}

/// Of the function on values of this type.
std::string nameOf(const RarePath &path, Type type) {
  std::string own = "burin_" + path.name + (getElementTypeOrSelf(type).isF32() ? "_f32" : "_f64");
  auto vector = dyn_cast<VectorType>(type);
  return vector ? own + "_v" + std::to_string(vector.getNumElements()) : own;
}

/// The functions of one rare path in a module.
class Functions {
public:
  Functions(ModuleOp module, Location loc, Type element, double bound, const RarePath &path)
      : module(module), b(module.getBodyRegion()), loc(loc), element(element), bound(bound), path(path) {}

  void define() {
    defineFor(element);
    std::string variants;
    for (int64_t width : vectorWidths) {
      defineFor(VectorType::get({width}, element));
      variants += (variants.empty() ? "" : ",") + mangled(width);
    }
    auto pair = b.getStrArrayAttr({"vector-function-abi-variant", variants});
    module.lookupSymbol<LLVM::LLVMFuncOp>(name(element)).setPassthroughAttr(b.getArrayAttr(pair));
  }

private:
  std::string name(Type type) const { return nameOf(path, type); }

  /// Of the vector function ABI: two vector operands, no mask.
  std::string mangled(int64_t width) const {
    return "_ZGV_LLVM_N" + std::to_string(width) + "vv_" + name(element) + "(" +
           name(VectorType::get({width}, element)) + ")";
  }

  void defineFor(Type type) {
    defineRare(type);
    defineChoice(type);
  }

  LLVM::LLVMFuncOp start(const std::string &name, Type type, ArrayRef<Type> arguments) {
    b.setInsertionPointToStart(module.getBody());
    LLVM::LLVMFuncOp function = declarePure(b, loc, name, type, arguments);
    function.setLinkage(LLVM::Linkage::Internal);
    b.setInsertionPointToStart(function.addEntryBlock(b));
    return function;
  }

  void defineRare(Type type) {
    LLVM::LLVMFuncOp function = start(name(type) + "_rare", type, type);
    function.setNoInline(true);
    Emitter e{b, loc, type};
    LLVM::ReturnOp::create(b, loc, path.emit({&e, function.getArgument(0)}).value);
  }

  void defineChoice(Type type) {
    LLVM::LLVMFuncOp function = start(name(type), type, {type, type});
    function.setAlwaysInline(true);
    Block *entry = b.getInsertionBlock(), *rare = function.addBlock(), *done = function.addBlock();
    Value result = done->addArgument(type, loc);
    Emitter e{b, loc, type};
    Real x{&e, entry->getArgument(0)}, usual{&e, entry->getArgument(1)};

    Bits needed = abs(x) > bound;
    LLVM::CondBrOp::create(b, loc, any(needed.value), rare, ValueRange(), done, usual.value,
                           std::pair<uint32_t, uint32_t>(1, 2000));
    b.setInsertionPointToStart(rare);
    Real exact{&e, call(b, loc, name(type) + "_rare", x.value)};
    LLVM::BrOp::create(b, loc, select(needed, exact, usual).value, done);
    b.setInsertionPointToStart(done);
    LLVM::ReturnOp::create(b, loc, result);
  }

  Value any(Value condition) {
    return isa<VectorType>(condition.getType())
               ? vector::ReductionOp::create(b, loc, vector::CombiningKind::OR, condition).getResult()
               : condition;
  }

  ModuleOp module;
  OpBuilder b;
  Location loc;
  Type element;
  double bound;
  const RarePath &path;
};

} // namespace

RarePath libm(StringRef name) {
  return {name.str(), [symbol = Symbol{name.str() + "l", {}}](Real x) { return callInLongDouble(symbol, x); }};
}

RarePath polygammaInLongDouble(int64_t order) {
  return {"polygamma" + std::to_string(order),
          [symbol = Symbol{"burin_polygamma", {order}}](Real x) { return callInLongDouble(symbol, x); }};
}

Real beyond(double bound, Real x, Real usual, const RarePath &path) {
  OpBuilder &b = x.e->b;
  auto module = b.getInsertionBlock()->getParentOp()->getParentOfType<ModuleOp>();
  std::string name = nameOf(path, x.value.getType());
  if (module && !module.lookupSymbol(name)) // cost estimates emit into functions outside of any module
    Functions(module, x.e->loc, getElementTypeOrSelf(x.value.getType()), bound, path).define();
  return {x.e, call(b, x.e->loc, name, {x.value, usual.value})};
}

} // namespace burin::lowering
