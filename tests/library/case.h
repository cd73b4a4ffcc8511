// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <burin/burin.h>

#include <string>
#include <vector>

/// Cases of library functions, by the names of tests/golden/library.json (tools/golden/make_library.py).
namespace library {

using Arrays = std::vector<burin::Array>;

/// One array, or several.
struct Results {
  Results(const burin::Array &one) : arrays{one} {}
  Results(Arrays several) : arrays(std::move(several)) {}
  Results(std::initializer_list<burin::Array> several) : arrays(several) {}
  Results(const std::pair<burin::Array, burin::Array> &two) : arrays{two.first, two.second} {}
  Arrays arrays;
};

struct Case {
  std::string name;
  Results (*function)(const Arrays &);
};

std::vector<Case> creation_cases();
std::vector<Case> joining_cases();
std::vector<Case> padding_cases();
std::vector<Case> product_cases();
std::vector<Case> linalg_cases();
std::vector<Case> statistics_cases();
std::vector<Case> activation_cases();

} // namespace library
