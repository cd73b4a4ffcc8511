// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "tests/frontend/error_text.h"
#include "tests/frontend/floats.h"

#include <string>
#include <vector>

using Ints = std::vector<std::int32_t>;

inline Ints integers(const burin::Array &x) { return x.to_vector<std::int32_t>(); }

/// "scan_test.cpp:12", for texts of errors: `line = __LINE__ + 1;` stands before the statement.
inline std::string place(const char *file, int line) { return std::string(file) + ":" + std::to_string(line); }
