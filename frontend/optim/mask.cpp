// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/detail/parts.h"
#include "burin/detail/trace_scope.h"
#include "burin/optim/transformation.h"

namespace burin::optim {

namespace {

std::vector<burin::detail::TreePart> parts_of(const Parameters &parameters) {
  std::vector<burin::detail::TreePart> parts;
  for (std::size_t i = 0; i < parameters.arrays.size(); ++i)
    parts.push_back({.path = parameters.paths[i],
                     .node = {},
                     .arrays = {const_cast<Array *>(&parameters.arrays[i])},
                     .kind = burin::detail::LeafKind::array});
  return parts;
}

} // namespace

std::vector<bool> Mask::chosen(std::string_view op, const Parameters &parameters) const {
  if (tree_)
    return burin::detail::masked_parts(op, parts_of(parameters), ref_, parameters.where);
  std::vector<bool> chosen;
  for (std::size_t i = 0; i < parameters.arrays.size(); ++i) {
    const burin::detail::UserCode code;
    chosen.push_back(!function_ || function_(parameters.paths[i], parameters.arrays[i]));
  }
  return chosen;
}

} // namespace burin::optim
