// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/visit.h"
#include "frontend/io/file_call.h"

namespace burin::detail {

/// What is static in a tree, a line each: sizes of containers, alternatives of variants, types of erased nodes, holes,
/// values. ".layers: 3 children", ".rate: 0.5", ".bias: none".
std::vector<std::string> static_lines(TreeRef tree);

/// TreeError, with the first line that differs, unless the file has the tree's lines.
void require_same_statics(const std::vector<std::string> &tree, const std::vector<std::string> &file,
                          const FileCall &call);

std::string joined(const std::vector<std::string> &lines);
std::vector<std::string> split_lines(std::string_view text);

} // namespace burin::detail
