// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/ops/special.h"

#include "burin/lax.h"
#include "frontend/ops/unary.h"

namespace burin {

using detail::unary;
using Domain = detail::UnaryDomain;

Array erf(const In &x) { return unary({"erf", "erf", Domain::floating}, x); }
Array erfc(const In &x) { return unary({"erfc", "erfc", Domain::floating}, x); }
Array erfinv(const In &x) { return unary({"erfinv", "erf_inv", Domain::floating}, x); }
Array gammaln(const In &x) { return unary({"gammaln", "lgamma", Domain::floating}, x); }
Array digamma(const In &x) { return unary({"digamma", "digamma", Domain::floating}, x); }

Array polygamma(int n, const In &x) {
  return n == 0 ? digamma(x)
                : unary({"polygamma", "polygamma", Domain::floating}, x, {{"order", std::int64_t{n}}}, {n});
}

Array lax::lgamma(const In &x) { return gammaln(x); }
Array lax::digamma(const In &x) { return burin::digamma(x); }
Array lax::polygamma(int n, const In &x) { return burin::polygamma(n, x); }
Array lax::erf_inv(const In &x) { return erfinv(x); }

} // namespace burin
