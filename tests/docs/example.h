// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <ostream>
#include <typeinfo>
#include <vector>

/// One section of docs/errors.md.
struct Example {
  const char *name;
  const std::type_info *type;
  void (*wrong)();
  void (*right)();
  const char *message;
};

inline void PrintTo(const Example &example, std::ostream *out) { *out << example.name; }

const std::vector<Example> &examples();
