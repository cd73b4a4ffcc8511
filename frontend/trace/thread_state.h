// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/source_line.h"

#include <cstdint>

namespace burin::detail {

class Trace;

/// What tracing knows per thread.
struct ThreadState {
  Trace *trace = nullptr; ///< innermost
  std::uint64_t trace_id = 0;
  const SourceLine *user_line = nullptr; ///< of the library entry in progress, if any
  std::uint64_t thread_number = 0;
  std::uint64_t traces_begun = 0;
};

#if defined(__linux__)
[[gnu::tls_model("initial-exec")]]
#endif
extern thread_local constinit ThreadState thread_state;

} // namespace burin::detail
