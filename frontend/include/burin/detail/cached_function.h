// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/cached_call.h"

#include <source_location>
#include <string>
#include <type_traits>
#include <utility>

namespace burin::detail {

/// What the user sees of a CachedCall: the function objects that jit and checkpoint give.
template <class F> class CachedFunction {
public:
  using TransformedCallable = F;
  CachedFunction(F f, CallOptions options) : call_(std::move(f), std::move(options)) {}

  template <class... A> auto operator()(A &&...args) const {
    if constexpr (!viable<F, Offered<A>...>) {
      explain_unviable_call<F, Offered<A>...>();
    } else if constexpr (std::is_same_v<decltype(call_(std::forward<A>(args)...)), NoResult>) {
      call_(std::forward<A>(args)...);
    } else {
      return call_(std::forward<A>(args)...);
    }
  }

  /// How often the function was traced. Captureless lambdas of one type count together, as they share their
  /// traces.
  long long trace_count() const { return call_.ledger().traces(); }

  std::string identity() const
    requires(has_identity<F>())
  {
    return call_.identity();
  }

protected:
  const CachedCall<F> &call() const { return call_; }

private:
  CachedCall<F> call_;
};

/// The user's options of jit or checkpoint, and where they were given.
template <class F, class Options> CallOptions call_options(Transform transform, Options options, SourceLine line) {
  CallOptions call;
  call.transform = transform;
  call.function = callable_name<F>();
  call.line = line;
  call.static_argnums = std::move(options.static_argnums);
  call.static_argnames = std::move(options.static_argnames);
  call.arg_names = std::move(options.arg_names);
  call.object_is_first = std::is_member_pointer_v<F>;
  return call;
}

} // namespace burin::detail
