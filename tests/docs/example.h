// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <ostream>
#include <typeinfo>
#include <vector>

/// A wrong program, its message, and the right program, of a page in docs/.
struct Example {
  const char *name;
  const char *page;
  int place; ///< which of the messages of its page
  const std::type_info *type;
  void (*wrong)();
  void (*right)();
  const char *message;
};

inline void PrintTo(const Example &example, std::ostream *out) { *out << example.name; }

const std::vector<Example> &examples();
