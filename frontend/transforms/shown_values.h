// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/module_survey.h"

#include <span>
#include <vector>

namespace burin::detail {

/// Arrays by type and everything else by value, none left out. Paths of several trees begin with "[number]".
std::vector<ShownValue> shown_values(std::span<const TreeRef> trees);

} // namespace burin::detail
