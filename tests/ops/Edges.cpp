// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/ops/Edges.h"

#include "compiler/ir/Rules.h"

#include "mlir/AsmParser/AsmParser.h"

#include <cmath>
#include <iomanip>
#include <limits>
#include <sstream>

using namespace mlir;
using burin::ir::Literal;

namespace burin::tests {

RankedTensorType tensorType(MLIRContext *context, StringRef inside) {
  return cast<RankedTensorType>(parseType(("tensor<" + inside + ">").str(), context));
}

static std::vector<long double> interesting(Type element) {
  if (ir::isBool(element))
    return {0, 1};
  if (!ir::isFloating(element)) {
    unsigned width = element.getIntOrFloatBitWidth();
    long double half = std::ldexp(1.0L, width - 1);
    std::vector<long double> values{0, 1, 2, 3, 7, 31, 100, half - 1};
    if (ir::isUnsigned(element))
      values.insert(values.end(), {half, 2 * half - 1});
    else
      values.insert(values.end(), {-1, -2, -7, -100, -half});
    return values;
  }
  long double infinity = std::numeric_limits<long double>::infinity();
  return {0,
          -0.0L,
          1,
          -1,
          0.5,
          -0.5,
          2,
          -2,
          2.5,
          -2.5,
          0.1,
          7.3,
          -7.3,
          127,
          -129,
          1e-3,
          255,
          -3e-2,
          3.1e9,
          infinity,
          -infinity,
          std::nanl(""),
          std::ldexp(3.0L, -128)};
}

std::vector<Literal> combinations(MLIRContext *context, const std::vector<std::string> &elements) {
  std::vector<std::vector<long double>> choices;
  int64_t size = 1;
  for (const std::string &element : elements) {
    choices.push_back(interesting(tensorType(context, element).getElementType()));
    size *= choices.back().size();
  }
  std::vector<Literal> operands;
  int64_t period = 1;
  for (size_t k = 0; k < elements.size(); ++k) {
    Literal literal(tensorType(context, std::to_string(size) + "x" + elements[k]));
    for (int64_t i = 0; i < size; ++i) {
      long double value = choices[k][i / period % choices[k].size()];
      if (literal.floating())
        literal.setReal(i, value);
      else
        literal.setInteger(i, value < 0 ? static_cast<int64_t>(value)
                                        : static_cast<int64_t>(static_cast<uint64_t>(value)));
    }
    period *= choices[k].size();
    operands.push_back(std::move(literal));
  }
  return operands;
}

long double unitAt(long double magnitude, const llvm::fltSemantics &format) {
  int digits = static_cast<int>(llvm::APFloat::semanticsPrecision(format));
  int least = llvm::APFloat::semanticsMinExponent(format);
  int exponent = magnitude > 0 ? std::max(std::ilogb(magnitude), least) : least;
  return std::ldexp(1.0L, exponent - digits + 1);
}

static bool agree(long double x, long double y, const llvm::fltSemantics &format, double places, long double distance) {
  if (x == y || (std::isnan(x) && std::isnan(y)))
    return true;
  if (!std::isfinite(x) || !std::isfinite(y)) // an infinity has no unit of the last place
    return false;
  return std::fabs(x - y) <= places * unitAt(std::max(std::fabs(x), std::fabs(y)), format) + distance;
}

static std::string texts(long double x, long double y) {
  std::ostringstream out;
  out << std::setprecision(9) << x << " and " << y;
  return out.str();
}

std::string differenceInPlaces(const Literal &x, const Literal &y, Slack slack) {
  if (x.type() != y.type())
    return "types differ: " + ir::typeText(x.type()) + " and " + ir::typeText(y.type());
  for (int64_t i = 0; i < x.size(); ++i) {
    std::string place = "element " + std::to_string(i) + ": ";
    if (!x.floating() && x.integer(i) != y.integer(i))
      return place + std::to_string(x.integer(i)) + " and " + std::to_string(y.integer(i));
    if (!x.floating())
      continue;
    const llvm::fltSemantics &format = cast<FloatType>(x.type().getElementType()).getFloatSemantics();
    if (!agree(x.real(i), y.real(i), format, slack.places, slack.distance ? slack.distance->real(i) : 0))
      return place + texts(x.real(i), y.real(i));
  }
  return "";
}

} // namespace burin::tests
