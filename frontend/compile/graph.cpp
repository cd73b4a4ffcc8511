// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/compile/graph.h"

#include "compiler/ir/Dialect.h"
#include "passes/checks/Origins.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

namespace burin::bridge {

namespace {

std::string escaped(llvm::StringRef text) {
  std::string result;
  for (char c : text) {
    if (c == '"' || c == '\\')
      result += '\\';
    result += c;
  }
  return result;
}

std::string user_line(mlir::Location loc) {
  auto line = loc->findInstanceOf<mlir::FileLineColLoc>();
  if (!line)
    return "";
  return llvm::sys::path::filename(line.getFilename()).str() + ":" + std::to_string(line.getLine());
}

/// The number of a splat constant as text; empty for every other value.
std::string constant_text(mlir::Value value) {
  mlir::Operation *op = value.getDefiningOp();
  auto splat = op ? op->getAttrOfType<mlir::DenseElementsAttr>("value") : nullptr;
  if (!splat || !splat.isSplat())
    return "";
  if (llvm::isa<mlir::FloatType>(splat.getElementType())) {
    llvm::SmallString<16> digits;
    splat.getSplatValue<llvm::APFloat>().toString(digits, 6);
    return digits.str().str();
  }
  llvm::SmallString<16> digits;
  splat.getSplatValue<llvm::APInt>().toString(digits, 10, !splat.getElementType().isInteger(1));
  return digits.str().str();
}

/// Functions that a call, a loop or a branch names.
llvm::SmallVector<llvm::StringRef> functions_of(mlir::Operation &op) {
  if (auto call = llvm::dyn_cast<mlir::func::CallOp>(op))
    return {call.getCallee()};
  llvm::SmallVector<llvm::StringRef> names;
  if (auto call = llvm::dyn_cast<ir::CallLike>(op))
    for (mlir::FlatSymbolRefAttr name : call.callees())
      names.push_back(name.getValue());
  return names;
}

class Writer {
public:
  explicit Writer(llvm::raw_ostream &out) : out_(out) {}

  void program(mlir::ModuleOp module) {
    out_ << "digraph burin {\n  rankdir=TB; node [fontname=\"Helvetica\", fontsize=10]; edge [fontname=\"Helvetica\", "
            "fontsize=8];\n";
    for (auto func : module.getOps<mlir::func::FuncOp>())
      if (!func.isExternal())
        function(func);
    out_ << "}\n";
  }

private:
  void function(mlir::func::FuncOp func) {
    auto name = func->getAttrOfType<mlir::StringAttr>("burin.name");
    out_ << "  subgraph \"cluster_" << func.getSymName() << "\" {\n    label=\"" << func.getSymName();
    if (name)
      out_ << " (" << escaped(name.getValue()) << ")";
    out_ << "\"; style=rounded; color=gray50;\n";
    for (mlir::BlockArgument argument : func.getArguments())
      this->argument(func, argument);
    for (mlir::Operation &op : func.front())
      operation(op);
    out_ << "  }\n";
  }

  void argument(mlir::func::FuncOp func, mlir::BlockArgument argument) {
    auto path = func.getArgAttrOfType<mlir::StringAttr>(argument.getArgNumber(), "burin.path");
    std::string label = path ? path.str() : "argument " + std::to_string(argument.getArgNumber());
    node(argument, label + "\\n" + passes::describeType(argument.getType()),
         "shape=ellipse, style=filled, fillcolor=\"#e8f0fe\"");
  }

  void operation(mlir::Operation &op) {
    if (op.getNumResults() == 1 && !constant_text(op.getResult(0)).empty())
      return;
    std::string label = op.getName().stripDialect().str();
    for (llvm::StringRef function : functions_of(op))
      label += " @" + function.str();
    for (mlir::Type type :
         llvm::make_range(op.result_type_begin(), op.result_type_begin() + std::min(2u, op.getNumResults())))
      label += "\\n" + passes::describeType(type);
    if (std::string line = user_line(op.getLoc()); !line.empty())
      label += "\\n" + line;
    bool is_return = op.hasTrait<mlir::OpTrait::IsTerminator>();
    node_named(next_, label, is_return ? "shape=ellipse, style=filled, fillcolor=\"#fef7e0\"" : "shape=box");
    for (mlir::Value operand : op.getOperands())
      edge(operand, next_);
    for (mlir::Value result : op.getResults())
      nodes_[result] = next_;
    ++next_;
  }

  void node(mlir::Value value, llvm::StringRef label, llvm::StringRef style) {
    nodes_[value] = next_;
    node_named(next_++, label, style);
  }

  void node_named(int id, llvm::StringRef label, llvm::StringRef style) {
    std::string text = escaped(label);
    for (std::size_t at = 0; (at = text.find("\\\\n", at)) != std::string::npos;)
      text.replace(at, 3, "\\n");
    out_ << "    n" << id << " [label=\"" << text << "\", " << style << "];\n";
  }

  void edge(mlir::Value from, int to) {
    std::string constant = constant_text(from);
    if (constant.empty()) {
      out_ << "    n" << nodes_.lookup(from) << " -> n" << to << ";\n";
      return;
    }
    node_named(next_ + constants_ + 1000000, constant, "shape=plaintext");
    out_ << "    n" << next_ + constants_ + 1000000 << " -> n" << to << ";\n";
    ++constants_;
  }

  llvm::raw_ostream &out_;
  llvm::DenseMap<mlir::Value, int> nodes_;
  int next_ = 0;
  int constants_ = 0;
};

} // namespace

std::string dot_graph(mlir::ModuleOp program) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  Writer(stream).program(program);
  return text;
}

} // namespace burin::bridge
