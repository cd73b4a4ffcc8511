// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/lowering/math/Emitter.h"

#include <functional>
#include <string>

namespace burin::lowering {

/// A slow function that is right for every argument.
struct RarePath {
  std::string name;
  std::function<Real(Real)> emit;
};

/// For f64: calls of libm's `long double namel(long double)`, one per element. (glibc's double versions are wrong by 8
/// ulp at the hardest arguments.)
RarePath libm(llvm::StringRef name);
/// Likewise of the runtime's burin_polygamma; digamma is order 0.
RarePath polygammaInLongDouble(int64_t order);

/// `usual` where |x| <= bound or x is NaN, and the rare path's value elsewhere, computed only where some element needs
/// it.
///
/// A branch on data would keep the loop from being vectorized. So this is a call of a scalar function that holds the
/// branch, together with variants on vectors whose branch asks whether any lane needs the rare path. The vectorizer
/// picks the variant (attribute vector-function-abi-variant), and then it is inlined.
Real beyond(double bound, Real x, Real usual, const RarePath &path);

} // namespace burin::lowering
