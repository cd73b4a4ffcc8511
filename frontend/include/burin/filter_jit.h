// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/checkpoint.h"
#include "burin/detail/known_numbers.h"
#include "burin/jit.h"

#include <source_location>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace burin {

namespace detail {

/// jit or checkpoint of a function whose numbers are all known while tracing.
template <template <class> class Cached, class F> class Filtered {
public:
  using TransformedCallable = F;
  Filtered(F f, CallOptions options) : cached_(NumbersKnown<F>(std::move(f)), std::move(options)) {}

  template <class... A> auto operator()(A &&...args) const {
    if constexpr (!viable<NumbersKnown<F>, Offered<KnownNumber<A>>...>)
      explain_unviable_call<F, Offered<A>...>();
    else
      return cached_(known_number(std::forward<A>(args))...);
  }

  /// How often the function was traced.
  long long trace_count() const { return cached_.trace_count(); }

  std::string identity() const
    requires(has_identity<F>())
  {
    return cached_.identity();
  }

protected:
  const Cached<NumbersKnown<F>> &cached() const { return cached_; }

private:
  Cached<NumbersKnown<F>> cached_;
};

} // namespace detail

struct FilterJitOptions {
  std::vector<int> donate_argnums{}; ///< as of jit
  std::vector<std::string> arg_names{};
};

/// A jitted function whose arrays are traced, and for which everything else is static.
template <class F> class FilterJitted : public detail::Filtered<Jitted, F> {
public:
  using detail::Filtered<Jitted, F>::Filtered;

  /// Ahead of time, as of jit: the arguments of a call; a ShapeDtype stands for an array.
  template <class... A> auto trace(A &&...args) const {
    return this->cached().trace(detail::known_number(std::forward<A>(args))...);
  }
  void expect_traces(long long budget, std::source_location where = std::source_location::current()) const {
    this->cached().expect_traces(budget, where);
  }
  std::string explain() const { return this->cached().explain(); }
};

/// As jit, but everything that is not an Array is static, arithmetic arguments too (Equinox): f(1, 2) is called with
/// two ints, and traced again for each new pair. A number that changes from call to call is given as an Array. Numbers
/// are passed by value. What the function returns may hold anything.
template <class F>
auto filter_jit(F &&f, FilterJitOptions options = {}, std::source_location where = std::source_location::current()) {
  using Callable = std::decay_t<F>;
  detail::require_const_callable<Callable>();
  detail::CallOptions call = detail::call_options<Callable>(
      detail::Transform::jit, JitOptions{.arg_names = std::move(options.arg_names)}, where);
  call.donate_argnums = std::move(options.donate_argnums);
  return FilterJitted<Callable>(std::forward<F>(f), std::move(call));
}

struct FilterCheckpointOptions {
  CheckpointPolicy policy = policies::nothing_saveable;
  std::vector<std::string> arg_names{};
};

/// As checkpoint, with everything static that is not an Array.
template <class F>
auto filter_checkpoint(F &&f, FilterCheckpointOptions options = {},
                       std::source_location where = std::source_location::current()) {
  using Callable = std::decay_t<F>;
  detail::require_const_callable<Callable>();
  detail::CallOptions call = detail::call_options<Callable>(
      detail::Transform::checkpoint, CheckpointOptions{.arg_names = std::move(options.arg_names)}, where);
  call.policy = options.policy.text();
  return detail::Filtered<Checkpointed, Callable>(std::forward<F>(f), std::move(call));
}

} // namespace burin
