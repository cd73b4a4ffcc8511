// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/nn/identity.h"

#include "burin/detail/module_call.h"

namespace burin::nn {

Array Identity::operator()(const In &x) const {
  const Array input = x.array();
  return burin::detail::call_module(*this, [&] { return input; }, input);
}

} // namespace burin::nn
