// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/in.h"

/// Angles in radians, hyperbolic functions and their inverses. Integers are computed as f32.
namespace burin {

Array sin(const In &x);
Array cos(const In &x);
Array tan(const In &x);
Array asin(const In &x); ///< NaN outside [-1, 1]
Array acos(const In &x); ///< NaN outside [-1, 1]
Array atan(const In &x);
/// The angle of the point (y, x), in (-pi, pi].
Array atan2(const In &y, const In &x);
Array sinh(const In &x);
Array cosh(const In &x);
Array asinh(const In &x);
Array acosh(const In &x); ///< NaN below 1
Array atanh(const In &x); ///< NaN outside [-1, 1], infinite at its ends

// NumPy's older names.
Array arcsin(const In &x);
Array arccos(const In &x);
Array arctan(const In &x);
Array arctan2(const In &y, const In &x);
Array arcsinh(const In &x);
Array arccosh(const In &x);
Array arctanh(const In &x);

/// sqrt(x^2 + y^2) without overflow.
Array hypot(const In &x, const In &y);
/// sin(pi x) / (pi x), 1 at 0; its first four derivatives are exact there.
Array sinc(const In &x);
Array deg2rad(const In &x);
Array radians(const In &x); ///< deg2rad
Array rad2deg(const In &x);
Array degrees(const In &x); ///< rad2deg

} // namespace burin
