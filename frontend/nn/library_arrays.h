// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/library.h"

#include <array>
#include <cstddef>

namespace burin::nn {

/// A library function of several results: `body` takes std::span<const Array> and gives std::array<Array, N>.
template <std::size_t N, class Body>
std::array<Array, N> library_arrays(const burin::detail::LibraryCall &call, const Body &body) {
  std::array<Array, N> results;
  burin::detail::run_library(
      call, results,
      [](void *context, std::span<const Array> in, std::span<Array> out) {
        std::array<Array, N> values = (*static_cast<const Body *>(context))(in);
        for (std::size_t i = 0; i < N; ++i)
          out[i] = values[i];
      },
      const_cast<Body *>(&body));
  return results;
}

} // namespace burin::nn
