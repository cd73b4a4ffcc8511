// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/compile/program.h"

#include "compiler/ir/Dialect.h"
#include "compiler/lowering/BufferPlan.h"
#include "compiler/ops/CallbackOps.h"

#include "mlir/IR/AttrTypeSubElements.h"
#include "mlir/IR/SymbolTable.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Support/raw_ostream.h"

namespace burin::bridge {

namespace {

/// Functions that `entry` reaches, in the order of first reference.
llvm::SetVector<mlir::Operation *> reachable_from(const mlir::SymbolTable &symbols, mlir::func::FuncOp entry) {
  llvm::SetVector<mlir::Operation *> reached;
  reached.insert(entry);
  for (std::size_t i = 0; i < reached.size(); ++i)
    reached[i]->walk([&](ir::CallLike call) {
      for (mlir::FlatSymbolRefAttr name : call.callees())
        if (mlir::Operation *callee = symbols.lookup(name.getValue()))
          reached.insert(callee);
    });
  return reached;
}

/// Copies get the names main, f1, f2, ... so that equal programs have equal texts.
void rename_symbols(mlir::ModuleOp program) {
  mlir::MLIRContext *context = program.getContext();
  llvm::DenseMap<mlir::StringAttr, mlir::FlatSymbolRefAttr> renamed;
  int number = 0;
  for (auto func : program.getOps<mlir::func::FuncOp>()) {
    std::string name = number == 0 ? "main" : "f" + std::to_string(number);
    ++number;
    func->setAttr("burin.name", func.getSymNameAttr());
    renamed[func.getSymNameAttr()] = mlir::FlatSymbolRefAttr::get(context, name);
    func.setSymName(name);
  }
  mlir::AttrTypeReplacer replacer;
  replacer.addReplacement([&](mlir::FlatSymbolRefAttr symbol) -> std::optional<mlir::Attribute> {
    auto found = renamed.find(symbol.getAttr());
    return found == renamed.end() ? symbol : found->second;
  });
  program.walk([&](ir::CallLike call) { replacer.replaceElementsIn(call); });
}

} // namespace

mlir::OwningOpRef<mlir::ModuleOp> extract_program(mlir::ModuleOp module, mlir::func::FuncOp entry) {
  mlir::SymbolTable symbols(module);
  mlir::OwningOpRef<mlir::ModuleOp> program = mlir::ModuleOp::create(entry.getLoc());
  for (mlir::Operation *func : reachable_from(symbols, entry)) {
    mlir::Operation *copy = func->clone();
    llvm::cast<mlir::func::FuncOp>(copy).setVisibility(func == entry ? mlir::SymbolTable::Visibility::Public
                                                                     : mlir::SymbolTable::Visibility::Private);
    program->push_back(copy);
  }
  rename_symbols(*program);
  return program;
}

std::vector<std::int64_t> number_host_functions(mlir::ModuleOp program) {
  std::vector<std::int64_t> numbers;
  program.walk([&](ir::PureCallbackOp op) {
    auto known = llvm::find(numbers, static_cast<std::int64_t>(op.getHostFunction()));
    const std::int64_t number = known - numbers.begin();
    if (known == numbers.end())
      numbers.push_back(static_cast<std::int64_t>(op.getHostFunction()));
    op.setHostFunction(number);
  });
  return numbers;
}

namespace {

/// Writes functions by structure: values are numbered, names and locations left out.
class KeyWriter {
public:
  explicit KeyWriter(std::string &out) : out_(out) {}

  void function(mlir::func::FuncOp func) {
    if (mlir::Attribute donors = func->getAttr(lowering::donorsAttr))
      out_ += text(donors);
    for (mlir::Value argument : func.getArguments())
      define(argument);
    for (mlir::Operation &op : func.front())
      operation(op);
    out_ += '\n';
  }

private:
  void operation(mlir::Operation &op) {
    out_ += op.getName().getStringRef();
    for (mlir::Value operand : op.getOperands())
      out_ += ',' + std::to_string(numbers_.lookup(operand));
    for (mlir::NamedAttribute attribute : op.getAttrs()) {
      out_ += attribute.getName().strref();
      out_ += text(attribute.getValue());
    }
    for (mlir::Region &computation : op.getRegions())
      region(computation);
    for (mlir::Value result : op.getResults())
      define(result);
    out_ += ';';
  }

  void region(mlir::Region &computation) {
    out_ += '{';
    for (mlir::Value argument : computation.getArguments())
      define(argument);
    for (mlir::Operation &op : computation.getOps())
      operation(op);
    out_ += '}';
  }

  void define(mlir::Value value) {
    numbers_[value] = static_cast<unsigned>(numbers_.size());
    out_ += ':';
    out_ += text(mlir::TypeAttr::get(value.getType()));
  }

  const std::string &text(mlir::Attribute attribute) {
    std::string &text = texts_[attribute];
    if (text.empty())
      llvm::raw_string_ostream(text) << attribute;
    return text;
  }

  std::string &out_;
  llvm::DenseMap<mlir::Value, unsigned> numbers_;
  llvm::DenseMap<mlir::Attribute, std::string> texts_;
};

} // namespace

std::string program_key(mlir::ModuleOp program) {
  std::string key;
  KeyWriter writer(key);
  for (auto func : program.getOps<mlir::func::FuncOp>())
    writer.function(func);
  return key;
}

} // namespace burin::bridge
