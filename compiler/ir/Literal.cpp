// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ir/Literal.h"

#include "llvm/ADT/APFloat.h"
#include "llvm/Support/ErrorHandling.h"

#include <cmath>
#include <cstring>

namespace burin::ir {

/// Nearest value with the format's significand, ties to even; subnormals and overflow as IEEE 754 asks.
static long double roundTo(long double value, const llvm::fltSemantics &format) {
  if (!std::isfinite(value) || value == 0)
    return value;
  int digits = static_cast<int>(llvm::APFloat::semanticsPrecision(format));
  int least = llvm::APFloat::semanticsMinExponent(format), greatest = llvm::APFloat::semanticsMaxExponent(format);
  int unit = std::max(std::ilogb(value), least) - digits + 1;
  long double rounded = std::scalbn(std::nearbyint(std::scalbn(value, -unit)), unit);
  if (rounded != 0 && std::ilogb(rounded) > greatest)
    return std::copysign(std::numeric_limits<long double>::infinity(), value);
  return rounded;
}

static const llvm::fltSemantics &formatOf(mlir::Type element) {
  return llvm::cast<mlir::FloatType>(element).getFloatSemantics();
}

Literal::Literal(mlir::RankedTensorType type) : type_(type) {
  if (isFloatingType())
    floats_.resize(size());
  else
    integers_.resize(size());
}

bool Literal::isFloatingType() const { return type_ && llvm::isa<mlir::FloatType>(type_.getElementType()); }

void Literal::setReal(int64_t i, long double value) { floats_[i] = roundTo(value, formatOf(type_.getElementType())); }

void Literal::setInteger(int64_t i, int64_t value) {
  auto element = llvm::cast<mlir::IntegerType>(type_.getElementType());
  unsigned spare = 64 - element.getWidth();
  uint64_t high = static_cast<uint64_t>(value) << spare;
  bool extendsZero = element.isUnsigned() || element.getWidth() == 1;
  integers_[i] = extendsZero ? static_cast<int64_t>(high >> spare) : static_cast<int64_t>(high) >> spare;
}

static unsigned bytesOf(mlir::Type element) { return (element.getIntOrFloatBitWidth() + 7) / 8; }

static long double loadReal(const char *data, mlir::Type element) {
  uint64_t bits = 0;
  std::memcpy(&bits, data, bytesOf(element));
  return llvm::APFloat(formatOf(element), llvm::APInt(element.getIntOrFloatBitWidth(), bits)).convertToDouble();
}

static void storeReal(char *data, mlir::Type element, long double value) {
  llvm::APFloat number(static_cast<double>(value));
  bool exact;
  number.convert(formatOf(element), llvm::APFloat::rmNearestTiesToEven, &exact);
  uint64_t bits = number.bitcastToAPInt().getZExtValue();
  std::memcpy(data, &bits, bytesOf(element));
}

Literal Literal::fromMemory(mlir::RankedTensorType type, const void *data) {
  Literal literal(type);
  mlir::Type element = type.getElementType();
  const char *bytes = static_cast<const char *>(data);
  for (int64_t i = 0; i < literal.size(); ++i, bytes += bytesOf(element)) {
    if (literal.floating()) {
      literal.floats_[i] = loadReal(bytes, element);
      continue;
    }
    uint64_t bits = 0;
    std::memcpy(&bits, bytes, bytesOf(element));
    literal.setInteger(i, static_cast<int64_t>(bits));
  }
  return literal;
}

void Literal::toMemory(void *data) const {
  mlir::Type element = type_.getElementType();
  char *bytes = static_cast<char *>(data);
  for (int64_t i = 0; i < size(); ++i, bytes += bytesOf(element))
    if (floating())
      storeReal(bytes, element, floats_[i]);
    else
      std::memcpy(bytes, &integers_[i], bytesOf(element));
}

Literal Literal::fromSplat(mlir::RankedTensorType type, mlir::Attribute value) {
  Literal literal(type);
  if (auto number = llvm::dyn_cast<mlir::FloatAttr>(value))
    literal.floats_.assign(literal.size(), number.getValueAsDouble());
  else
    for (int64_t i = 0; i < literal.size(); ++i)
      literal.setInteger(i, static_cast<int64_t>(llvm::cast<mlir::IntegerAttr>(value).getValue().getZExtValue()));
  return literal;
}

} // namespace burin::ir
