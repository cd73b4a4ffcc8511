// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/in.h"

/// To integers, in the operand's dtype; integers and bool stay as they are. Derivatives are zero.
namespace burin {

Array floor(const In &x);
Array ceil(const In &x);
/// Towards zero.
Array trunc(const In &x);
Array fix(const In &x); ///< trunc
/// To a multiple of 10^-decimals, ties to the even one. Decimals of an integer must not be negative (UnsupportedError).
Array round(const In &x, int decimals = 0);
Array around(const In &x, int decimals = 0); ///< round
/// To the nearest integer, ties to the even one; integers become f32.
Array rint(const In &x);
/// The number next to x in the direction of y, in their joint floating dtype. The derivative with respect to x is 1.
Array nextafter(const In &x, const In &y);

} // namespace burin
