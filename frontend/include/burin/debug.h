// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <atomic>

namespace burin::debug {

/// While true, each compilation writes a line to the standard error stream: the function, where it was called, the
/// types of its arguments, how long tracing and compiling took, and whether an equal program was there already.
/// `debug::log_compiles = true;`
extern std::atomic<bool> log_compiles;

/// Sets a switch for the life of a scope: `debug::Scoped log(debug::log_compiles);`
class Scoped {
public:
  explicit Scoped(std::atomic<bool> &which, bool value = true) : which_(which), previous_(which.exchange(value)) {}
  ~Scoped() { which_ = previous_; }
  Scoped(const Scoped &) = delete;
  Scoped &operator=(const Scoped &) = delete;

private:
  std::atomic<bool> &which_;
  bool previous_;
};

} // namespace burin::debug
