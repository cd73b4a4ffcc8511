// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/trace_scope.h"

#include <type_traits>
#include <utility>

namespace burin {

/// Runs `f` now, also inside a trace: its operations are not recorded and its result is concrete. For constants that
/// are kept from call to call: `static const Array table = eval_now([&] { return sin(arange(n)); });`
template <class F> auto eval_now(F &&f) {
  using Result = std::invoke_result_t<F>;
  const auto run = [&]() -> Result {
    detail::NoTrace suspended;
    return std::forward<F>(f)();
  };
  if constexpr (std::is_void_v<Result>) {
    run();
  } else {
    const std::decay_t<Result> value = run();
    return std::decay_t<Result>(value); // the copy is born in the caller's trace
  }
}

} // namespace burin
