// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/vmap.h"

#include <source_location>
#include <utility>

namespace burin {

/// The axis of every array of an argument or result, in in_axes and out_axes; what is no array goes to every row.
inline VmapAxes if_array(int axis) { return axis; }

/// Equinox's name of vmap: arrays have their rows along axis 0, unless the options say otherwise, and all rows share
/// what is no array. A function of a key that makes a model makes an ensemble of its rows' models.
template <class F>
auto filter_vmap(F &&f, VmapOptions options = {}, std::source_location where = std::source_location::current()) {
  return vmap(std::forward<F>(f), std::move(options), where);
}

} // namespace burin
