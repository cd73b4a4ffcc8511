// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/compile/function.h"

#include "burin/errors.h"
#include "compiler/ir/Computation.h"
#include "compiler/ir/Dialect.h"
#include "compiler/ir/Refusal.h"
#include "frontend/compile/array_types.h"
#include "frontend/compile/fault.h"
#include "frontend/compile/session.h"
#include "passes/Passes.h"
#include "passes/checks/Origins.h"
#include "passes/cleanup/InlineCalls.h"

namespace burin::bridge {

using runtime::CallKind;
using runtime::ValueId;

IrFunction::IrFunction(mlir::func::FuncOp func, std::vector<mlir::Value> values)
    : func_(func), values_(std::move(values)), name_(func.getSymName().str()),
      arguments_(runtime_types(func.getArgumentTypes())), results_(runtime_types(func.getResultTypes())) {}

IrFunctionBuilder::IrFunctionBuilder(IrSession &session, std::string_view name, const SourceLine &line)
    : session_(session) {
  mlir::MLIRContext &context = session.context();
  mlir::OpBuilder b(&context);
  func_ = mlir::func::FuncOp::create(mlir_location(context, line), llvm::StringRef(name), b.getFunctionType({}, {}));
  func_.addEntryBlock();
}

IrFunctionBuilder::~IrFunctionBuilder() {
  if (func_)
    func_.erase();
}

ValueId IrFunctionBuilder::append(mlir::Value value, const SourceLine &line) {
  values_.push_back(value);
  types_.push_back(runtime_type(value.getType()));
  lines_.push_back(line);
  return static_cast<ValueId>(values_.size() - 1);
}

ValueId IrFunctionBuilder::append_results(mlir::Operation *op, const SourceLine &line) {
  auto first = static_cast<ValueId>(values_.size());
  for (mlir::Value result : op->getResults())
    append(result, line);
  return first;
}

llvm::SmallVector<mlir::Value> IrFunctionBuilder::values_of(std::span<const ValueId> ids) const {
  llvm::SmallVector<mlir::Value> values;
  for (ValueId id : ids)
    values.push_back(values_[id]);
  return values;
}

ValueId IrFunctionBuilder::add_argument(const runtime::TensorType &type, std::string_view path,
                                        const SourceLine &line) {
  mlir::MLIRContext &context = session_.context();
  mlir::Location loc = mlir_location(context, line);
  mlir::BlockArgument argument = func_.front().addArgument(tensor_type(context, type), loc);
  mlir::NamedAttribute name(mlir::StringAttr::get(&context, "burin.path"),
                            mlir::StringAttr::get(&context, llvm::StringRef(path)));
  argument_attributes_.push_back(mlir::DictionaryAttr::get(&context, name));
  return append(argument, line);
}

void IrFunctionBuilder::write_signature(mlir::TypeRange results) {
  mlir::TypeRange arguments = func_.front().getArgumentTypes();
  func_.setType(mlir::FunctionType::get(&session_.context(), arguments, results));
  func_.setAllArgAttrs(argument_attributes_);
}

ValueId IrFunctionBuilder::constant(const runtime::TensorType &type, const void *value, const SourceLine &line) {
  mlir::MLIRContext &context = session_.context();
  mlir::RankedTensorType tensor = tensor_type(context, type);
  llvm::ArrayRef<char> bytes(static_cast<const char *>(value), size_of(type.dtype));
  mlir::DenseElementsAttr splat = type.dtype == DType::bool_
                                      ? mlir::DenseElementsAttr::get(tensor, *static_cast<const char *>(value) != 0)
                                      : mlir::DenseElementsAttr::getFromRawBuffer(tensor, bytes);
  mlir::OpBuilder b = mlir::OpBuilder::atBlockEnd(&func_.front());
  ir::Inference inference;
  mlir::Operation *op = ir::createInferred(b, mlir_location(context, line), "burin.constant", {},
                                           b.getNamedAttr("value", splat), 1, inference);
  return append_results(op, line);
}

/// As many as an operation without results infers. One where it infers none: the reason is asked for later.
static unsigned result_count(mlir::OperationName name, mlir::OpBuilder &b, mlir::ValueRange operands,
                             llvm::ArrayRef<mlir::NamedAttribute> attributes) {
  if (name.hasTrait<mlir::OpTrait::OneResult>())
    return 1;
  mlir::OperationState state(b.getUnknownLoc(), name);
  state.addOperands(operands);
  state.addAttributes(attributes);
  mlir::Operation *asked = b.create(state);
  ir::Inference inference;
  bool known = mlir::succeeded(llvm::cast<ir::ArrayOp>(asked).infer(inference));
  asked->erase();
  return known ? inference.types.size() : 1;
}

ValueId IrFunctionBuilder::emit(std::string_view name, std::span<const ValueId> operands,
                                std::span<const runtime::Attribute> attributes, const SourceLine &line) {
  mlir::MLIRContext &context = session_.context();
  mlir::OpBuilder b = mlir::OpBuilder::atBlockEnd(&func_.front());
  llvm::SmallVector<mlir::NamedAttribute, 4> named;
  for (const runtime::Attribute &attribute : attributes)
    named.push_back(b.getNamedAttr(llvm::StringRef(attribute.name), mlir_attribute(context, attribute)));
  llvm::SmallString<32> full("burin.");
  full += llvm::StringRef(name);
  mlir::OperationName op_name(full, &context);
  if (!op_name.isRegistered())
    throw UnsupportedError("[" + std::string(name) + "] is not an operation of Burin");
  llvm::SmallVector<mlir::Value> values = values_of(operands);
  ir::Inference inference;
  mlir::Operation *op = ir::createInferred(b, mlir_location(context, line), full, values, named,
                                           result_count(op_name, b, values, named), inference);
  if (!op)
    throw_fault(name, inference, line);
  return append_results(op, line);
}

namespace {

struct CallForm {
  const char *op;
  llvm::SmallVector<const char *, 3> symbols;
  const char *list = nullptr; ///< attribute that names all callees, in place of symbols
};

CallForm form_of(CallKind kind) {
  switch (kind) {
  case CallKind::call: return {"burin.call", {"callee"}};
  case CallKind::checkpoint: return {"burin.checkpoint", {"callee"}};
  case CallKind::custom_vjp: return {"burin.custom_vjp_call", {"primal", "fwd", "bwd"}};
  case CallKind::custom_jvp: return {"burin.custom_jvp_call", {"primal", "rule"}};
  case CallKind::vjp: return {"burin.vjp_call", {"callee"}};
  case CallKind::jvp: return {"burin.jvp_call", {"callee"}};
  case CallKind::vmap: return {"burin.vmap_call", {"callee"}};
  case CallKind::while_loop: return {"burin.while", {"cond", "body"}};
  case CallKind::scan: return {"burin.scan", {"body"}};
  case CallKind::conditional: return {"burin.case", {}, "branches"};
  case CallKind::apply: break;
  }
  llvm_unreachable("call kind");
}

/// What the user calls the transformation; empty for calls that are none.
std::string_view transformation_of(std::span<const runtime::Attribute> attributes) {
  for (const runtime::Attribute &attribute : attributes)
    if (attribute.name == "transformation")
      return std::get<std::string_view>(attribute.value);
  return {};
}

std::span<const std::int64_t> list_named(std::span<const runtime::Attribute> attributes, std::string_view name) {
  for (const runtime::Attribute &attribute : attributes)
    if (attribute.name == name)
      return std::get<std::span<const std::int64_t>>(attribute.value);
  return {};
}

std::int64_t number_named(std::span<const runtime::Attribute> attributes, std::string_view name) {
  for (const runtime::Attribute &attribute : attributes)
    if (attribute.name == name)
      return std::get<std::int64_t>(attribute.value);
  return 0;
}

bool is_floating_array(mlir::Type type) {
  return ir::isFloating(llvm::cast<mlir::RankedTensorType>(type).getElementType());
}

mlir::Type with_axis(mlir::Type row, std::int64_t axis, std::int64_t size) {
  auto tensor = llvm::cast<mlir::RankedTensorType>(row);
  llvm::SmallVector<std::int64_t> shape(tensor.getShape());
  shape.insert(shape.begin() + axis, size);
  return mlir::RankedTensorType::get(shape, tensor.getElementType());
}

/// The callee's results over the axis of the rows.
llvm::SmallVector<mlir::Type> row_results(mlir::TypeRange rows, std::span<const runtime::Attribute> attributes) {
  const std::span<const std::int64_t> axes = list_named(attributes, "out_axes");
  llvm::SmallVector<mlir::Type> types;
  for (auto [type, axis] : llvm::zip_equal(rows, axes))
    types.push_back(axis < 0 ? type : with_axis(type, axis, number_named(attributes, "axis_size")));
  return types;
}

/// The carry, and the rows that the body gives as arrays.
llvm::SmallVector<mlir::Type> scan_results(mlir::TypeRange rows, std::span<const runtime::Attribute> attributes) {
  llvm::SmallVector<mlir::Type> types(rows);
  for (mlir::Type &row : llvm::drop_begin(types, list_named(attributes, "operand_counts")[0]))
    row = with_axis(row, 0, number_named(attributes, "length"));
  return types;
}

/// `callee` gives the call's results, or their rows.
llvm::SmallVector<mlir::Type> call_results(CallKind kind, mlir::func::FuncOp callee,
                                           std::span<const runtime::Attribute> attributes) {
  if (kind == CallKind::vmap)
    return row_results(callee.getResultTypes(), attributes);
  if (kind == CallKind::scan)
    return scan_results(callee.getResultTypes(), attributes);
  llvm::SmallVector<mlir::Type> types(callee.getResultTypes());
  if (kind == CallKind::vjp)
    for (std::int64_t argument : list_named(attributes, "wrt"))
      types.push_back(callee.getArgumentTypes()[argument]);
  if (kind == CallKind::jvp)
    llvm::copy_if(callee.getResultTypes(), std::back_inserter(types), is_floating_array);
  return types;
}

mlir::FlatSymbolRefAttr symbol_of(runtime::Function *callee) {
  return mlir::FlatSymbolRefAttr::get(static_cast<IrFunction *>(callee)->func());
}

void name_callees(mlir::OperationState &state, const CallForm &form, std::span<runtime::Function *const> callees) {
  for (auto [symbol, callee] : llvm::zip(form.symbols, callees))
    state.addAttribute(symbol, symbol_of(callee));
  if (!form.list)
    return;
  llvm::SmallVector<mlir::Attribute> all;
  for (runtime::Function *callee : callees)
    all.push_back(symbol_of(callee));
  state.addAttribute(form.list, mlir::ArrayAttr::get(state.getContext(), all));
}

} // namespace

ValueId IrFunctionBuilder::emit_call(CallKind kind, std::span<runtime::Function *const> callees,
                                     std::span<const ValueId> operands, std::span<const runtime::Attribute> attributes,
                                     const SourceLine &line) {
  if (kind == CallKind::apply)
    return emit_applied(callees, operands, attributes, line);
  mlir::MLIRContext &context = session_.context();
  CallForm form = form_of(kind);
  mlir::Location location = mlir_location(context, line);
  if (std::string_view name = transformation_of(attributes); !name.empty())
    location = ir::namedLocation(location, llvm::StringRef(name));
  mlir::OperationState state(location, form.op);
  state.addOperands(values_of(operands));
  name_callees(state, form, callees);
  for (const runtime::Attribute &attribute : attributes)
    if (attribute.name != "transformation") // part of the location: equal programs are equal without it
      state.addAttribute(llvm::StringRef(attribute.name), mlir_attribute(context, attribute));
  // The condition of a loop comes before its body, what gives the results of all other calls is first.
  runtime::Function *giver = kind == CallKind::while_loop ? callees.back() : callees.front();
  state.addTypes(call_results(kind, static_cast<IrFunction *>(giver)->func(), attributes));
  mlir::OpBuilder b = mlir::OpBuilder::atBlockEnd(&func_.front());
  return append_results(b.create(state), line);
}

/// The computation as a region's content: calls replaced by what they call.
static mlir::Region *computation_of(IrSession &session, runtime::Function *function) {
  mlir::func::FuncOp func = static_cast<IrFunction *>(function)->func();
  DiagnosticCollector diagnostics(session.context());
  if (mlir::failed(passes::inlineCallsIn(func, session.symbols())))
    throw_stage_failure("traced", diagnostics);
  return &func.getBody();
}

ValueId IrFunctionBuilder::emit_applied(std::span<runtime::Function *const> computations,
                                        std::span<const ValueId> operands,
                                        std::span<const runtime::Attribute> attributes, const SourceLine &line) {
  mlir::MLIRContext &context = session_.context();
  mlir::OpBuilder b = mlir::OpBuilder::atBlockEnd(&func_.front());
  std::string_view name;
  llvm::SmallVector<mlir::NamedAttribute> named;
  for (const runtime::Attribute &attribute : attributes)
    if (attribute.name == "operation")
      name = std::get<std::string_view>(attribute.value);
    else
      named.push_back(b.getNamedAttr(llvm::StringRef(attribute.name), mlir_attribute(context, attribute)));
  llvm::SmallVector<mlir::Region *> bodies;
  for (runtime::Function *computation : computations)
    bodies.push_back(computation_of(session_, computation));
  ir::Inference inference;
  mlir::Operation *op =
      ir::createInferred(b, mlir_location(context, line), "burin." + std::string(name), values_of(operands), named,
                         computations.back()->results().size(), bodies, inference);
  if (!op)
    throw_fault(name, inference, line);
  llvm::SmallVector<mlir::Value> simpler;
  if (mlir::failed(llvm::cast<ir::Computation>(op).simplify(b, simpler)))
    return append_results(op, line);
  op->erase();
  ValueId first = append(simpler[0], line);
  for (mlir::Value value : llvm::ArrayRef(simpler).drop_front())
    append(value, line);
  return first;
}

std::vector<std::string> IrFunctionBuilder::origins(ValueId value, int limit) const {
  return passes::describeOrigins(values_[value], limit);
}

std::vector<int> IrFunctionBuilder::argument_dependence(ValueId value) const {
  return passes::argumentsReached(values_[value]);
}

static void mark(mlir::DictionaryAttr &attributes, mlir::StringAttr note) {
  mlir::NamedAttrList list(attributes);
  list.set("burin.escaped", note);
  attributes = list.getDictionary(note.getContext());
}

void IrFunctionBuilder::mark_escaped(ValueId value, std::string_view note) {
  auto text = mlir::StringAttr::get(&session_.context(), llvm::StringRef(note));
  if (auto argument = llvm::dyn_cast<mlir::BlockArgument>(values_[value]))
    mark(argument_attributes_[argument.getArgNumber()], text);
  else
    values_[value].getDefiningOp()->setAttr("burin.escaped", text);
}

std::vector<std::string> IrFunctionBuilder::check_leaks() {
  write_signature({});
  return passes::describeLeaks(func_);
}

runtime::Function *IrFunctionBuilder::close(std::span<const ValueId> results) {
  llvm::SmallVector<mlir::Value> values = values_of(results);
  mlir::OpBuilder b = mlir::OpBuilder::atBlockEnd(&func_.front());
  mlir::func::ReturnOp::create(b, func_.getLoc(), values);
  write_signature(mlir::ValueRange(values).getTypes());
  mlir::func::FuncOp closed = std::exchange(func_, {});
  return session_.insert(closed, std::move(values_));
}

} // namespace burin::bridge
