// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/cached_function.h"
#include "burin/policies.h"

#include <source_location>
#include <string>
#include <utility>
#include <vector>

namespace burin {

struct CheckpointOptions {
  std::vector<int> static_argnums{}; ///< arguments of the call from 0; for a pointer to member the object is 0
  CheckpointPolicy policy = policies::nothing_saveable;
  std::vector<std::string> static_argnames{}; ///< names of arg_names, or fields of aggregate arguments
  std::vector<std::string> arg_names{};
};

/// A function whose intermediate values are not kept for the backward pass but computed again.
template <class F> class Checkpointed : public detail::CachedFunction<F> {
public:
  using detail::CachedFunction<F>::CachedFunction;
};

/// Rematerialization (Griewank and Walther 2000; Chen et al. 2016): only the inputs of f, and what the policy keeps,
/// live until the backward pass. Static arguments are marked as for jit. The body is always traced, also outside of
/// jit. A policy keeps values inside of checkpoints within f, too.
template <class F>
auto checkpoint(F &&f, CheckpointOptions options = {}, std::source_location where = std::source_location::current()) {
  using Callable = std::decay_t<F>;
  detail::require_const_callable<Callable>();
  detail::CallOptions call = detail::call_options<Callable>(detail::Transform::checkpoint, options, where);
  call.policy = options.policy.text();
  return Checkpointed<Callable>(std::forward<F>(f), std::move(call));
}

} // namespace burin
