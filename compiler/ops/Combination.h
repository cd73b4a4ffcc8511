// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ir/Literal.h"
#include "compiler/ir/Rules.h"

#include <optional>

namespace burin::ir {

/// What becomes of an element that an update meets.
enum class Combination { set, add, mul, min, max };

std::optional<Combination> combinationNamed(llvm::StringRef name);

/// to[i] = to[i] combined with from[j].
void combine(Combination kind, Literal &to, int64_t i, const Literal &from, int64_t j);

/// The same on scalars of arrays of `element`; f16 and bf16 are computed in f32 and rounded each time.
mlir::Value emitCombination(ElementReader &reader, Combination kind, mlir::Type element, mlir::Value old,
                            mlir::Value fresh);

} // namespace burin::ir
