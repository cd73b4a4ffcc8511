// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/array.h"

#include <source_location>
#include <string_view>
#include <vector>

/// Einstein's summation.
namespace burin {

/// NumPy's einsum: `einsum("bij,bjk->bik", {x, y})`. A letter names an axis; a letter in several operands is one axis
/// of all of them (extent 1 broadcasts), twice in one operand its diagonal; letters that the result does not name are
/// summed. Without `->` the result has, in alphabetical order, the letters that occur once; `...` stands for leading
/// axes that broadcast. Operands are promoted to one dtype and contracted in pairs: in the cheapest order for up to 8,
/// otherwise the cheapest next pair first (Smith and Gray 2018, opt_einsum).
/// ShapeError: subscripts that do not parse, or that do not fit the operands.
Array einsum(std::string_view subscripts, const std::vector<Array> &operands,
             std::source_location where = std::source_location::current());

} // namespace burin
