// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/grad.h"

#include <source_location>
#include <utility>

namespace burin {

/// Equinox's names of grad and value_and_grad of the first argument: with respect to its floating arrays that are not
/// nn::Stat (is_inexact_array), with none elsewhere. Where f returns {Array, aux}, so is what these give as for grad.
template <class F> auto filter_grad(F &&f, std::source_location where = std::source_location::current()) {
  return grad<0>(std::forward<F>(f), where);
}
template <class F> auto filter_value_and_grad(F &&f, std::source_location where = std::source_location::current()) {
  return value_and_grad<0>(std::forward<F>(f), where);
}

} // namespace burin
