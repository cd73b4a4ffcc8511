// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/cached_call.h"

#include <source_location>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace burin {

/// What the backward pass of a checkpointed function may keep of its forward pass.
struct CheckpointPolicy {
  std::string_view name;
};
namespace policies {
inline constexpr CheckpointPolicy nothing_saveable{"nothing_saveable"};
inline constexpr CheckpointPolicy everything_saveable{"everything_saveable"};
} // namespace policies

struct CheckpointOptions {
  std::vector<int> static_argnums{}; ///< arguments of the call from 0; for a pointer to member the object is 0
  CheckpointPolicy policy = policies::nothing_saveable;
  std::vector<std::string> static_argnames{};
  std::vector<std::string> arg_names{};
};

/// A function whose intermediate values are not kept for the backward pass but computed again.
template <class F> class Checkpointed {
public:
  using TransformedCallable = F;
  Checkpointed(F f, detail::CallOptions options) : call_(std::move(f), std::move(options)) {}

  template <class... A> auto operator()(A &&...args) const {
    if constexpr (!detail::viable<F, detail::Offered<A>...>) {
      detail::explain_unviable_call<F, detail::Offered<A>...>();
    } else if constexpr (std::is_same_v<decltype(call_(std::forward<A>(args)...)), detail::NoResult>) {
      call_(std::forward<A>(args)...);
    } else {
      return call_(std::forward<A>(args)...);
    }
  }

  long long trace_count() const { return call_.ledger().traces(); }

  std::string identity() const
    requires(detail::has_identity<F>())
  {
    return call_.identity();
  }

private:
  detail::CachedCall<F> call_;
};

namespace detail {
/// UnsupportedError for a policy that the backward pass does not know.
void require_policy(const CheckpointPolicy &policy, const SourceLine &line);
} // namespace detail

/// Rematerialization (Griewank and Walther 2000; Chen et al. 2016): only the inputs of f live until the
/// backward pass. Static arguments are marked as for jit. The body is always traced, also outside of jit.
template <class F>
auto checkpoint(F &&f, CheckpointOptions options = {}, std::source_location where = std::source_location::current()) {
  using Callable = std::decay_t<F>;
  detail::require_const_callable<Callable>();
  detail::require_policy(options.policy, where);
  detail::CallOptions call;
  call.transform = detail::Transform::checkpoint;
  call.function = detail::callable_name<Callable>();
  call.line = where;
  call.static_argnums = std::move(options.static_argnums);
  call.static_argnames = std::move(options.static_argnames);
  call.arg_names = std::move(options.arg_names);
  call.policy = options.policy.name;
  call.object_is_first = std::is_member_pointer_v<Callable>;
  return Checkpointed<Callable>(std::forward<F>(f), std::move(call));
}

} // namespace burin
