// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/array.h"

#include <source_location>
#include <string>
#include <string_view>

namespace burin::nn {

/// "float32[2,3]".
inline std::string type_text(const ShapeDtype &type) {
  std::string text(name_of(type.dtype));
  text += "[";
  for (std::size_t i = 0; i < type.shape.ndim(); ++i)
    text += (i ? "," : "") + std::to_string(type.shape[i]);
  return text + "]";
}
inline std::string type_text(const Array &array) {
  return array.is_none() ? "none" : type_text(ShapeDtype{array.shape(), array.dtype()});
}

/// Text of an error as errors.h describes it; `advice` and `where` may be empty.
inline std::string message(std::string_view op, const std::string &problem, std::source_location where,
                           std::string_view advice, std::string_view anchor) {
  std::string text = "[" + std::string(op) + "] " + problem;
  if (where.line() != 0)
    text += std::string("\n  at ") + where.file_name() + ":" + std::to_string(where.line());
  if (!advice.empty())
    text += "\n  " + std::string(advice);
  return text + "\n  See docs/errors.md#" + std::string(anchor);
}

} // namespace burin::nn
