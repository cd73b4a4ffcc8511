// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/array.h"
#include "burin/ops.h"

#include <utility>
#include <vector>

/// Exponential averages and what corrects them for their start at 0.
namespace burin::optim::detail {

/// decay m + (1 - decay) x. The products are made in this order by every compiler.
inline Array averaged(double decay, const Array &x, const Array &m) {
  const Array fresh = (1 - decay) * x, kept = decay * m;
  return fresh + kept;
}

/// In what a correction is computed for an array: in f64 for f64, in f32 for shorter ones.
inline DType correction_dtype(const Array &x) { return x.dtype() == f64 ? f64 : f32; }

/// decay^count, once for every dtype that is asked for.
class DecayPower {
public:
  DecayPower(double decay, const Array &count) : decay_(decay), count_(count) {}
  const Array &as(DType dtype) {
    for (const auto &[known, power] : powers_)
      if (known == dtype)
        return power;
    return powers_.emplace_back(dtype, pow(decay_, count_.astype(dtype))).second;
  }

private:
  double decay_;
  Array count_;
  std::vector<std::pair<DType, Array>> powers_;
};

/// Moments divided by 1 - decay^count.
class BiasCorrection {
public:
  BiasCorrection(double decay, const Array &count) : power_(decay, count) {}
  Array operator()(const Array &moment) {
    const DType dtype = correction_dtype(moment);
    for (const auto &[known, divisor] : divisors_)
      if (known == moment.dtype())
        return moment / divisor;
    return moment / divisors_.emplace_back(moment.dtype(), (1 - power_.as(dtype)).astype(moment.dtype())).second;
  }

private:
  DecayPower power_;
  std::vector<std::pair<DType, Array>> divisors_;
};

} // namespace burin::optim::detail
