// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/jit/NativeCode.h"

#include "runtime/host_functions.h"
#include "runtime/parallel.h"
#include "runtime/polygamma.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>

extern "C" {
// Of the compiler's support library; generated code calls them where the machine has no such instruction.
float __extendhfsf2(_Float16);
_Float16 __truncsfhf2(float);
_Float16 __truncdfhf2(double);
}

namespace burin::codegen {

namespace {

/// Generated code passes bf16 in a vector register.
union Half {
  _Float16 value;
  std::uint16_t bits;
};

template <class Wide> _Float16 truncateToBf16(Wide wide) {
  float x = static_cast<float>(wide);
  // Double rounding is avoided by rounding the first step to odd.
  if (static_cast<Wide>(x) != wide && wide == wide) {
    std::uint32_t bits = std::bit_cast<std::uint32_t>(x);
    bool awayFromZero = std::fabs(static_cast<Wide>(x)) > std::fabs(wide);
    bits = awayFromZero ? ((bits & 1) ? bits : bits - 1) : bits | 1;
    x = std::bit_cast<float>(bits);
  }
  std::uint32_t bits = std::bit_cast<std::uint32_t>(x);
  Half half;
  half.bits = x != x ? (bits >> 16) | 0x40 : (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
  return half.value;
}

using Unary32 = float (*)(float);
using Unary64 = double (*)(double);
using Binary32 = float (*)(float, float);
using Binary64 = double (*)(double, double);

using UnaryLong = long double (*)(long double);

template <class Signature> void *address(Signature *function) { return reinterpret_cast<void *>(function); }

} // namespace

llvm::ArrayRef<RuntimeSymbol> runtimeSymbols() {
  static const RuntimeSymbol symbols[] = {
      {"burin_parallel_for", address(&burin_parallel_for)},
      {"burin_scratch", address(&burin_scratch)},
      {"burin_host_call", address(&burin_host_call)},
      {"burin_polygamma", address(&burin_polygamma)}, // for f64 near zeros below 0
      {"memcpy", address(&std::memcpy)},
      {"memmove", address(&std::memmove)},
      {"memset", address(&std::memset)},
      {"__extendhfsf2", address(&__extendhfsf2)},
      {"__truncsfhf2", address(&__truncsfhf2)},
      {"__truncdfhf2", address(&__truncdfhf2)},
      {"__truncsfbf2", address(&truncateToBf16<float>)},
      {"__truncdfbf2", address(&truncateToBf16<double>)},
      {"expf", address(Unary32(::expf))},
      {"exp", address(Unary64(::exp))},
      {"expm1f", address(Unary32(::expm1f))},
      {"expm1", address(Unary64(::expm1))},
      {"logf", address(Unary32(::logf))},
      {"log", address(Unary64(::log))},
      {"log1pf", address(Unary32(::log1pf))},
      {"log1p", address(Unary64(::log1p))},
      {"sinf", address(Unary32(::sinf))},
      {"sin", address(Unary64(::sin))},
      {"sinl", address(UnaryLong(::sinl))}, // for huge f64
      {"tanl", address(UnaryLong(::tanl))},
      {"lgammal", address(UnaryLong(::lgammal))}, // for negative f64
      {"cosl", address(UnaryLong(::cosl))},
      {"cosf", address(Unary32(::cosf))},
      {"cos", address(Unary64(::cos))},
      // LLVM makes these of the others: a sine beside a cosine, pow(2, x), exp2 of an integer.
      {"sincosf", address(static_cast<void (*)(float, float *, float *)>(::sincosf))},
      {"sincos", address(static_cast<void (*)(double, double *, double *)>(::sincos))},
      {"exp2f", address(Unary32(::exp2f))},
      {"exp2", address(Unary64(::exp2))},
      {"exp10f", address(Unary32(::exp10f))},
      {"exp10", address(Unary64(::exp10))},
      {"log2f", address(Unary32(::log2f))},
      {"log2", address(Unary64(::log2))},
      {"cbrtf", address(Unary32(::cbrtf))},
      {"cbrt", address(Unary64(::cbrt))},
      {"ldexpf", address(static_cast<float (*)(float, int)>(::ldexpf))},
      {"ldexp", address(static_cast<double (*)(double, int)>(::ldexp))},
      {"tanhf", address(Unary32(::tanhf))},
      {"tanh", address(Unary64(::tanh))},
      {"powf", address(Binary32(::powf))},
      {"pow", address(Binary64(::pow))},
      {"fmodf", address(Binary32(::fmodf))},
      {"fmod", address(Binary64(::fmod))},
      {"floorf", address(Unary32(::floorf))},
      {"floor", address(Unary64(::floor))},
      {"ceilf", address(Unary32(::ceilf))},
      {"ceil", address(Unary64(::ceil))},
      {"truncf", address(Unary32(::truncf))},
      {"trunc", address(Unary64(::trunc))},
      {"roundevenf", address(Unary32(::roundevenf))},
      {"roundeven", address(Unary64(::roundeven))},
      {"fmaf", address(static_cast<float (*)(float, float, float)>(::fmaf))},
      {"fma", address(static_cast<double (*)(double, double, double)>(::fma))},
  };
  return symbols;
}

} // namespace burin::codegen
