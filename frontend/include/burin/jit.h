// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/cached_function.h"
#include "burin/traced.h"

#include <source_location>
#include <string>
#include <utility>
#include <vector>

namespace burin {

struct JitOptions {
  std::vector<int> static_argnums{};          ///< arguments of the call from 0; negative ones from the end
  std::vector<std::string> static_argnames{}; ///< names of arg_names, or fields of aggregate arguments
  /// Arguments whose arrays the caller needs no more: their memory goes to results. An array that was reused is dead;
  /// one that another variable holds, or that no result can take over, stays alive and is warned about once.
  std::vector<int> donate_argnums{};
  std::vector<std::string> arg_names{};
};

/// A function that runs as one compiled program per types, structure and static values of its arguments.
template <class F> class Jitted : public detail::CachedFunction<F> {
public:
  using detail::CachedFunction<F>::CachedFunction;

  /// Traces a call without running it. A ShapeDtype may stand for an array, and abstract(tree) for a tree of them.
  template <class... A> auto trace(A &&...args) const {
    if constexpr (detail::viable<F, detail::Offered<detail::AheadArgument<A, Array>>...>)
      return trace_as<Array, A...>(detail::Offer<A, Array>(args)...);
    else {
      static_assert(detail::viable<F, detail::Offered<detail::AheadArgument<A, Array &>>...>,
                    "burin: trace takes the arguments of a call; a ShapeDtype stands for an array");
      return trace_as<Array &, A...>(detail::Offer<A, Array &>(args)...);
    }
  }

  /// From now on more than `budget` traces are a CheckError that says which part of the key differed.
  void expect_traces(long long budget, std::source_location where = std::source_location::current()) const {
    this->call().ledger().expect(budget, "jit", where);
  }

  /// The report on all traces so far: the call, what had changed against the nearest earlier one, and the milliseconds
  /// that tracing and compiling took. Lines of calls come from debug information (-g).
  std::string explain() const { return this->call().ledger().explain(this->call().options().title()); }

private:
  template <class As, class... A> auto trace_as(detail::Offer<A, As>... offers) const {
    auto traced = this->call().trace(offers.get()...);
    return Traced<F, decltype(traced.result)>(this->call(), std::move(traced));
  }
};

/// Compiles f. Unmarked arguments are traced: arrays, and numbers whose parameter can hold an Array. Marked
/// ones are static: part of the key. A parameter T& is state and is written back after the call, in place where nobody
/// else holds its arrays. An argument std::move(x) is given up: a result may take over its memory, and using x
/// afterwards is a DonatedArrayError. Inside a trace nothing is given up.
template <class F>
auto jit(F &&f, JitOptions options = {}, std::source_location where = std::source_location::current()) {
  using Callable = std::decay_t<F>;
  detail::require_const_callable<Callable>();
  detail::CallOptions call = detail::call_options<Callable>(detail::Transform::jit, options, where);
  call.donate_argnums = std::move(options.donate_argnums);
  return Jitted<Callable>(std::forward<F>(f), std::move(call));
}

/// What f(args...) would return, with abstract arrays; nothing is allocated or run. Arguments as for jit(f).trace.
template <class F, class... A> auto eval_shape(F &&f, A &&...args) {
  return jit(std::forward<F>(f), {}, std::source_location()).trace(std::forward<A>(args)...).out_info();
}

} // namespace burin
