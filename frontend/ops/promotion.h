// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/array.h"

namespace burin::detail {

/// A dtype and whether it is weak: that of a C++ number, which yields to any array's of its kind.
struct Promoted {
  DType dtype;
  bool weak;
  friend bool operator==(const Promoted &, const Promoted &) = default;
};

/// The least upper bound in JAX's lattice of types: bool < int* < each integer; integers < float* < bf16, f16 < f32 <
/// f64, where * is weak (https://docs.jax.dev/en/latest/jep/9407-type-promotion.html).
Promoted promote(Promoted a, Promoted b);

/// The type that a function defined on floating numbers computes in: integers and bool become f32.
Promoted to_floating(Promoted a);

Promoted type_of(const Array &a);

} // namespace burin::detail
