// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstdint>

namespace burin::runtime {

/// Scratch memory for the program that the calling thread is about to run: had before it runs, where failing is still
/// possible. Throws std::bad_alloc.
class ScratchReservation {
public:
  explicit ScratchReservation(std::int64_t bytes);
  ~ScratchReservation();
  ScratchReservation(const ScratchReservation &) = delete;
  ScratchReservation &operator=(const ScratchReservation &) = delete;

private:
  std::int64_t previous_;
};

/// What the running program has reserved: a thread that helps it reserves as much.
std::int64_t reserved_scratch();

} // namespace burin::runtime
