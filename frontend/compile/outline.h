// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "frontend/compile/function.h"

#include <span>
#include <vector>

namespace burin::bridge {

/// A part of a function; `func` is detached.
struct OutlinedPart {
  mlir::func::FuncOp func;
  std::vector<runtime::ValueId> arguments;
  std::size_t num_results = 0;
};

/// See runtime::Session::outline.
OutlinedPart outline_part(const IrFunction &function, runtime::ValueId first, runtime::ValueId last,
                          std::span<const runtime::ValueId> results);

} // namespace burin::bridge
