// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/detail/tree_visitor.h"

#include <cstdio>

namespace burin::detail {

TreeVisitor::~TreeVisitor() = default;

void TreeVisitor::begin_named(const ChildName &name, const ObjectRef &child) {
  lengths_.push_back(path_.size());
  switch (name.kind) {
  case ChildName::Kind::field: path_.append(".").append(name.text); break;
  case ChildName::Kind::index: path_.append("[").append(std::to_string(name.index)).append("]"); break;
  case ChildName::Kind::key: path_.append("[\"").append(name.text).append("\"]"); break;
  case ChildName::Kind::self: break;
  }
  begin_object(child);
}

void TreeVisitor::end_named() {
  end_object();
  path_.resize(lengths_.back());
  lengths_.pop_back();
}

std::string text_of_number(long long value) { return std::to_string(value); }
std::string text_of_number(unsigned long long value) { return std::to_string(value); }
std::string text_of_number(double value) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.17g", value);
  double again = 0;
  for (int digits = 1; digits < 17; ++digits) {
    char shorter[32];
    std::snprintf(shorter, sizeof(shorter), "%.*g", digits, value);
    if (std::sscanf(shorter, "%lf", &again) == 1 && again == value)
      return shorter;
  }
  return text;
}

} // namespace burin::detail
