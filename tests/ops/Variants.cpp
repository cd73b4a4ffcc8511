// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/ops/Variants.h"

#include "tests/ops/Edges.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"

#include <algorithm>
#include <cmath>
#include <set>

using namespace mlir;

namespace burin::tests {

StringRef shapeOf(const Operand &operand) {
  StringRef type = operand.type;
  return type.take_front(type.find_last_of('x') + 1);
}

StringRef elementOf(const Operand &operand) { return StringRef(operand.type).drop_front(shapeOf(operand).size()); }

/// Integers that a random operand of the dtype may have; floating ranges stay.
static void cutRange(Operand &operand) {
  StringRef element = elementOf(operand);
  bool isUnsigned = element.consume_front("ui");
  if (!isUnsigned && !element.consume_front("i"))
    return;
  unsigned width = 0;
  element.getAsInteger(10, width);
  double least = isUnsigned || width == 1 ? 0 : -std::ldexp(1.0, static_cast<int>(width) - 1);
  double greatest = isUnsigned || width == 1 ? std::ldexp(1.0, static_cast<int>(width)) - 1 : -least - 1;
  operand.low = std::clamp(operand.low, least, greatest);
  operand.high = std::clamp(operand.high, least, greatest);
}

static constexpr StringLiteral dtypeAttribute = "dtype = ";

static std::string dtypeAttributeOf(const Sample &sample) {
  StringRef text = sample.attributes;
  size_t at = text.find(dtypeAttribute);
  return at == StringRef::npos ? "" : text.drop_front(at + dtypeAttribute.size()).take_while(llvm::isAlnum).str();
}

Sample withDtypeAttribute(const Sample &sample, StringRef dtype) {
  Sample other = sample;
  std::string now = dtypeAttributeOf(sample);
  if (!now.empty())
    other.attributes.replace(other.attributes.find(dtypeAttribute.str()) + dtypeAttribute.size(), now.size(),
                             dtype.str());
  return other;
}

Sample retyped(const Sample &sample, StringRef from, StringRef to) {
  Sample other = sample;
  for (Operand &operand : other.operands)
    if (elementOf(operand) == from) {
      operand.type = (shapeOf(operand) + to).str();
      cutRange(operand);
    }
  return other;
}

bool admits(Context &context, const Sample &sample) {
  bool accepted = Program(context, sample).op;
  context.takeDiagnostics();
  return accepted;
}

bool isElementwise(const Program &program, const Sample &sample) {
  return program.op && program.op->hasTrait<ir::Pointwise>() && !sample.operands.empty() &&
         llvm::all_of(sample.operands,
                      [&](const Operand &operand) { return shapeOf(operand) == shapeOf(sample.operands[0]); });
}

static std::string textOf(const Sample &sample) {
  std::string text = sample.attributes;
  for (const Operand &operand : sample.operands)
    text += ";" + operand.type;
  return text;
}

std::vector<Sample> variantsOf(Context &context, const Sample &sample) {
  std::vector<Sample> candidates;
  llvm::SmallSetVector<StringRef, 4> elements;
  for (const Operand &operand : sample.operands)
    elements.insert(elementOf(operand));
  for (StringRef element : elements)
    for (const char *dtype : dtypes)
      candidates.push_back(retyped(sample, element, dtype));
  for (const char *dtype : dtypes)
    candidates.push_back(withDtypeAttribute(sample, dtype));
  if (isElementwise(Program(context, sample), sample))
    for (const char *shape : {"", "0x", "1x", "7x", "1x3x", "2x0x3x", "3x1x5x", "2x3x1x2x"}) {
      candidates.push_back(sample);
      for (Operand &operand : candidates.back().operands)
        operand.type = shape + elementOf(operand).str();
    }

  std::vector<Sample> variants{sample};
  std::set<std::string> seen{textOf(sample)};
  for (const Sample &candidate : candidates)
    if (seen.insert(textOf(candidate)).second && admits(context, candidate))
      variants.push_back(candidate);
  return variants;
}

} // namespace burin::tests
