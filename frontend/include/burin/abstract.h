// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/tree.h"

#include <source_location>

namespace burin {

/// An array with a type and no elements: an argument of jit(f).trace and eval_shape. Reading it, or computing with it,
/// is a ConcretizationError.
Array abstract(const ShapeDtype &type, std::source_location where = std::source_location::current());

namespace detail {
void make_abstract(TreeRef tree, const SourceLine &line);
} // namespace detail

/// The tree with abstract arrays in place of its arrays.
template <class T> T abstract(const T &tree, std::source_location where = std::source_location::current()) {
  T copy(tree);
  detail::make_abstract(detail::tree_ref(copy), where);
  return copy;
}

} // namespace burin
