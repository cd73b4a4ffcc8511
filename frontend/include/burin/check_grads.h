// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/tangents.h"

#include <source_location>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace burin {

struct CheckGradsOptions {
  int order = 2;                       ///< derivatives of derivatives are checked up to this order
  bool forward = true, reverse = true; ///< jvp; vjp
  double step = 0;                     ///< of the differences; 0: 1e-5 for f64, 5e-3 for f32, 0.1 for smaller dtypes
  double tolerance = 0; ///< relative beyond 1, absolute below; 0: 1e-6 for f64, 1e-2 for f32, 0.1 for smaller dtypes
};

namespace detail {

/// Where derivatives are checked: all arrays of the arguments, and the floating ones among them.
class CheckedArguments {
public:
  void add(int argument, TreeRef tree);
  std::vector<Array> leaves;
  std::vector<std::string> paths;
  std::vector<std::int64_t> wrt;
};

/// CheckError naming the argument, the result, the order and both numbers.
void check_derivatives(const TracedFunction &function, const CheckedArguments &at, const CheckGradsOptions &options,
                       const SourceLine &line);

template <class F, class... G>
void run_check_grads(const F &f, const CheckGradsOptions &options, const SourceLine &where, const G &...g) {
  const UserLine line(where);
  CheckedArguments at;
  int number = 0;
  ((G::traced ? at.add(number, g.tree()) : void(), ++number), ...);
  TraceRequest request = derivative_request(Transform::check_grads, callable_name<F>(), where, Forwarding::none);
  request.options.orders = options.order;
  const auto outcome = trace_call(request, f, [](auto &) {}, g...);
  check_derivatives(outcome.function, at, options, where);
}

} // namespace detail

/// Compares jvp and vjp of f, and those of its derivatives, with central differences along directions that are the same
/// in every run. Arguments come as for jvp: std::make_tuple(...), or one as itself. CheckError where they differ. f is
/// traced once, and is smooth around the arguments; a function with a custom_vjp rule is checked with .forward = false.
/// After jax.test_util.check_grads. State that f changes is not written back.
template <class F, class P>
void check_grads(const F &f, P &&arguments, CheckGradsOptions options = {},
                 std::source_location where = std::source_location::current()) {
  const auto run = [&](const auto &callable, const auto &...g) {
    detail::run_check_grads(callable, options, where, g...);
  };
  std::apply([&]<class... A>(A &&...args) { detail::differentiate_all(f, run, std::forward<A>(args)...); },
             detail::AsTuple<P>::of(std::forward<P>(arguments)));
}

} // namespace burin
