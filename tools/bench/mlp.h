// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/burin.h"

#include <cstdint>
#include <vector>

namespace burin::bench {

struct MlpShape {
  std::vector<std::int64_t> widths; ///< input, hidden..., classes
  std::int64_t batch;
};

inline const MlpShape mlp_digits{{64, 128, 10}, 64};
inline const MlpShape mlp3{{784, 512, 512, 10}, 128};
inline const MlpShape mlp12{std::vector<std::int64_t>(14, 256), 64};

/// Dense layers with gelu between them.
struct Mlp {
  std::vector<nn::Linear> layers;
  Array operator()(const Array &x) const;
};

struct MlpProblem {
  Mlp model;
  Array x, labels;
};

/// Normal inputs, and labels spread over the classes.
MlpProblem make_mlp_problem(const MlpShape &shape);

/// One step of stochastic gradient descent (rate 0.01) on the mean cross entropy; gives the loss.
Array mlp_sgd_step(Mlp &model, const Array &x, const Array &labels);

} // namespace burin::bench
