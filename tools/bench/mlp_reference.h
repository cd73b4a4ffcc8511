// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "tools/bench/mlp.h"

#include <string>

namespace burin::bench {

/// The same step in plain f64 loops. Throws std::runtime_error naming the workload unless `loss` and the parameters of
/// `after` are what the step makes of `before`.
void require_sgd_step(const std::string &workload, const MlpProblem &before, const Mlp &after, double loss);

} // namespace burin::bench
