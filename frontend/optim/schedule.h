// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/optim/schedules.h"

#include <functional>
#include <string>

namespace burin::optim::detail {

/// A schedule of a text and a function of the count.
Schedule schedule_of(std::string text, std::function<Array(const Array &count)> f);

} // namespace burin::optim::detail
