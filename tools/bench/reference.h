// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/array.h"

#include <string>
#include <vector>

namespace burin::bench {

/// f32, normal(0, 1), of the host's generator.
Array normals(const Shape &shape, unsigned seed);

/// Throws std::runtime_error naming the workload when the relative difference exceeds `tolerance`.
void require_close(const std::string &workload, double got, double expected, double tolerance);

/// The same for every element of an f32 array.
void require_all_close(const std::string &workload, const Array &got, const std::vector<double> &expected,
                       double tolerance);

} // namespace burin::bench
