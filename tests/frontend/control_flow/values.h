// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "tests/frontend/error_text.h"

#include <vector>

using Floats = std::vector<float>;
using Ints = std::vector<std::int32_t>;

inline Floats values(const burin::Array &x) { return x.to_vector<float>(); }
inline Ints integers(const burin::Array &x) { return x.to_vector<std::int32_t>(); }
inline float number(const burin::Array &x) { return x.item<float>(); }

/// "scan_test.cpp:12", for texts of errors: `line = __LINE__ + 1;` stands before the statement.
inline std::string place(const char *file, int line) { return std::string(file) + ":" + std::to_string(line); }
