// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/errors.h"
#include "frontend/nn/message.h"

namespace burin::nn {

/// DTypeError unless x is floating, as what a loss is computed of.
inline void check_floating(std::string_view op, const Array &x, std::source_location where) {
  if (!is_floating(x.dtype()))
    throw DTypeError(message(op, "a loss is of floating numbers; expected a floating dtype, got " + type_text(x), where,
                             "Convert with astype.", "dtypeerror"));
}

} // namespace burin::nn
