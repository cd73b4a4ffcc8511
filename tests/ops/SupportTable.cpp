// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/ops/SupportTable.h"

#include "tests/ops/Edges.h"
#include "tests/ops/Variants.h"
#include "tests/ops/Walk.h"

#include <map>
#include <set>

using namespace mlir;

namespace burin::tests {
namespace {

using Names = std::set<std::string>;

std::string dtypeName(MLIRContext *context, StringRef element) {
  return ir::dtypeText(tensorType(context, element).getElementType());
}

/// A set of dtypes by the name of the domain, where it is one.
std::string domainText(MLIRContext *context, const Names &elements) {
  Names any(std::begin(dtypes), std::end(dtypes)), floating{"f16", "bf16", "f32", "f64"}, numeric = any;
  numeric.erase("i1");
  Names discrete = any, integer;
  for (const std::string &element : floating)
    discrete.erase(element);
  integer = discrete;
  integer.erase("i1");
  const std::pair<const Names &, const char *> domains[] = {
      {any, "any"}, {numeric, "numeric"}, {floating, "floating"}, {discrete, "integer or bool"}, {integer, "integer"}};
  for (const auto &[set, name] : domains)
    if (elements == set)
      return name;
  return llvm::join(llvm::map_range(elements, [&](const std::string &e) { return dtypeName(context, e); }), " ");
}

/// The reason, from the diagnostic of a refusal.
std::string refusalText(Context &context) {
  std::string text = context.takeDiagnostics();
  static constexpr StringLiteral mark = ": ";
  size_t at = text.find(mark.str());
  return at == std::string::npos ? "no" : "no: " + StringRef(text).drop_front(at + mark.size()).rtrim().str();
}

/// What the rules of one operation say, over all its variants.
class Row {
public:
  Row(Context &context, StringRef op) : context(context) {
    for (const Sample &sample : samples())
      if (sample.op == op)
        for (const Sample &variant : variantsOf(context, sample))
          variants.push_back(variant);
  }

  std::string dtypesText() {
    if (StringRef(variants.front().attributes).contains("input_types"))
      return "as declared";
    if (variants.front().operands.empty())
      return resultDtypes();
    std::vector<std::string> texts;
    size_t most = 0;
    for (const Sample &variant : variants)
      most = std::max(most, variant.operands.size());
    for (size_t number = 0; number < most; ++number) {
      Names elements;
      for (const Sample &variant : variants)
        if (number < variant.operands.size())
          elements.insert(elementOf(variant.operands[number]).str());
      texts.push_back(domainText(context.get(), elements));
    }
    bool equal = llvm::all_of(texts, [&](const std::string &text) { return text == texts.front(); });
    return equal ? texts.front() : llvm::join(texts, ", ");
  }

  /// What the rule answers; "yes; not all: reason" where it refuses some ways to apply the operation.
  std::string jvp() {
    std::string answer = smooth() ? jvpOf(*smooth()) : "", refusal = refused() ? jvpOf(*refused()) : "";
    if (answer.empty() || refusal.empty())
      return answer + refusal;
    return answer + "; not all" + refusal.substr(refusal.find(':'));
  }

  /// The operands in each of which alone the operation is linear.
  std::string transpose() {
    if (!smooth() && !refused())
      return "";
    std::string linear, refusal;
    const Sample &sample = smooth() ? *smooth() : *refused();
    for (unsigned number = 0; number < sample.operands.size(); ++number) {
      Case c(context, sample);
      if (!isReal(c.op()->getOperand(number)))
        continue;
      if (succeeded(transposeIn(c, number)))
        linear += (linear.empty() ? "" : ", ") + std::to_string(number);
      else
        refusal = refusalText(context);
    }
    return linear.empty() ? refusal : "operand " + linear;
  }

  std::string vmap() {
    Case c(context, variants.front());
    SmallVector<Value> operands, results;
    for (const Operand &operand : c.sample.operands)
      operands.push_back(c.program.argument(context.type("3x" + operand.type)));
    SmallVector<bool> batched(operands.size(), true);
    return succeeded(c.rules().batch(c.program.b, operands, batched, 3, results)) ? "yes" : refusalText(context);
  }

  std::string lowering() {
    Case c(context, variants.front());
    if (isa<ir::ElementOp>(c.op()))
      return "element";
    return isa<ir::KernelOp>(c.op()) ? "kernel" : "renames memory";
  }

  std::string fusion() {
    Case c(context, variants.front());
    if (auto element = dyn_cast<ir::ElementOp>(c.op()))
      return element.cheapToRecompute() ? "into each consumer" : "into its consumer";
    auto kernel = dyn_cast<ir::KernelOp>(c.op());
    if (!kernel)
      return "never";
    bool pulls = false;
    for (unsigned i = 0; i < c.op()->getNumOperands(); ++i)
      pulls |= !kernel.readsMemory(i);
    std::string text = pulls ? "producers" : "";
    if (kernel.finishesElements())
      text += pulls ? ", consumers" : "consumers";
    return text.empty() ? "never" : text;
  }

private:
  std::string resultDtypes() {
    Names elements;
    for (const Sample &variant : variants) {
      Program program(context, variant);
      std::string text;
      llvm::raw_string_ostream(text) << ir::Emit::typeOf(program.op->getResult(0)).getElementType();
      elements.insert(text);
    }
    return domainText(context.get(), elements);
  }

  std::string jvpOf(const Sample &sample) {
    Case c(context, sample);
    SmallVector<Value> results, tangents;
    for (Value operand : c.op()->getOperands())
      tangents.push_back(isReal(operand) ? c.program.argument(operand.getType()) : Value());
    if (failed(c.rules().linearize(c.program.b, tangents, results)))
      return refusalText(context);
    return llvm::any_of(results, [](Value tangent) { return bool(tangent); }) ? "yes" : "zero";
  }

  /// The first variant with floating operands that is differentiable.
  const Sample *smooth() {
    for (const Sample &variant : variants)
      if (!Case(context, variant).tangentMasks().empty())
        return &variant;
    return nullptr;
  }
  /// The first one whose derivative is refused.
  const Sample *refused() {
    auto found = llvm::find_if(variants, [](const Sample &variant) { return !variant.refusal.empty(); });
    return found == variants.end() ? nullptr : &*found;
  }

  LogicalResult transposeIn(Case &c, unsigned number) {
    SmallVector<Value> cotangents, results(c.operands.size());
    for (Value result : c.op()->getResults())
      cotangents.push_back(isReal(result) ? c.program.argument(result.getType()) : Value());
    SmallVector<bool> linear(c.operands.size(), false);
    linear[number] = true;
    return c.rules().transpose(c.program.b, cotangents, linear, results);
  }

  Context &context;
  std::vector<Sample> variants;
};

std::string rowOf(Context &context, StringRef op) {
  for (const StructuralOp &structural : structuralOps())
    if (structural.op == op)
      return "| " + op.str() + " | any | as its callees | as its callees | as its callees | " +
             (structural.expandedBy.empty() ? "loops and branches" : "expanded by " + structural.expandedBy.str()) +
             " | |\n";
  Row row(context, op);
  std::string text = "| " + op.str();
  for (const std::string &cell :
       {row.dtypesText(), row.jvp(), row.transpose(), row.vmap(), row.lowering(), row.fusion()})
    text += cell.empty() ? " |" : " | " + cell;
  return text + " |\n";
}

} // namespace

std::string supportTable() {
  Context context;
  std::map<std::string, std::string> rows;
  for (RegisteredOperationName name : context.get()->getRegisteredOperations())
    if (name.getDialectNamespace() == "burin" && !name.hasTrait<OpTrait::IsTerminator>())
      rows[name.stripDialect().str()] = rowOf(context, name.stripDialect());
  std::string text = "| op | dtypes | jvp | transpose | vmap | lower | fuses |\n|---|---|---|---|---|---|---|\n";
  for (const auto &[op, row] : rows)
    text += row;
  return text;
}

} // namespace burin::tests
