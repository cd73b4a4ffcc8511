// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "tools/ir-dump/options.h"

#include <string>
#include <string_view>

namespace burin::ir_dump {

/// What the options ask to see of one saved trace.
std::string render(std::string_view trace, const std::string &file_name, const Options &options);

/// The whole file; BadInput when it cannot be read.
std::string read_file(const std::string &path);
void write_file(const std::string &path, const std::string &text);

} // namespace burin::ir_dump
