// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ir/Literal.h"

#include "llvm/ADT/APFloat.h"

#include <string>
#include <vector>

namespace burin::tests {

inline const char *const dtypes[] = {"i1",   "i8",   "i16", "i32",  "i64", "ui8", "ui16",
                                     "ui32", "ui64", "f16", "bf16", "f32", "f64"};

mlir::RankedTensorType tensorType(mlir::MLIRContext *context, llvm::StringRef inside);

/// One vector per operand: all combinations of zeros, units, extremes, infinities, NaN and plain values of
/// the dtypes.
std::vector<ir::Literal> combinations(mlir::MLIRContext *context, const std::vector<std::string> &elements);

/// The unit of the last place of a finite magnitude; that of the least normal number for subnormal ones.
long double unitAt(long double magnitude, const llvm::fltSemantics &format);

/// How far floating elements may be apart: units of the last place, and a distance for each element (null: none).
struct Slack {
  double places = 2;
  const ir::Literal *distance = nullptr;
};

/// Empty when integers are equal and floating elements within the slack (NaN equals NaN); else the first difference.
std::string differenceInPlaces(const ir::Literal &x, const ir::Literal &y, Slack slack = {});

} // namespace burin::tests
