// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/tree.h"

#include <string_view>

namespace burin {

namespace detail {
/// Sets every field of type bool and of this name.
void set_flags(TreeRef tree, std::string_view field, bool value);
} // namespace detail

/// A copy of the model in which every field `bool inference` has the value, however deep it lies: nn::Dropout and
/// nn::BatchNorm then do what they do after training. `value` false reverses it. A class with tree_fields lists the
/// field there, and is constexpr.
template <class T> T inference_mode(const T &model, bool value = true) {
  T copy(model);
  detail::set_flags(detail::tree_ref(copy), "inference", value);
  return copy;
}

} // namespace burin
