// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/dtype.h"
#include "burin/program_facts.h"
#include "burin/shape.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace burin::runtime {

/// Type of one array: element type and extents.
struct TensorType {
  DType dtype = DType::f32;
  Shape shape;
  std::size_t bytes() const { return static_cast<std::size_t>(shape.num_elements()) * size_of(dtype); }
  friend bool operator==(const TensorType &, const TensorType &) = default;
};

/// A result that may be given the memory of an argument which nobody needs after the call.
struct Donation {
  int argument = -1;
  int result = -1; ///< -1: any
};

using burin::MemoryPlan;
using burin::ProgramCost;

/// What a program's compilation took, in milliseconds, and what it produced.
struct CompileRecord {
  double passes_ms = 0, lowering_ms = 0, llvm_ms = 0;
  int kernels = 0;
};

/// One compiled program. Immutable and callable from any number of threads at once; holds no compiler state.
class Executable {
public:
  virtual ~Executable() = default;

  /// Runs the program. `inputs` and `outputs` hold one 64-byte aligned pointer to dense row-major data per argument and
  /// result, in order; outputs are distinct from each other, and from inputs but for those of donations(). Never throws
  /// for arithmetic; throws std::bad_alloc, before anything is written, when the arena cannot be had, and what a host
  /// function throws (runtime/host_functions.h).
  virtual void run(const void *const *inputs, void *const *outputs) const = 0;

  virtual const std::vector<TensorType> &arguments() const = 0;
  virtual const std::vector<TensorType> &results() const = 0;
  virtual MemoryPlan memory() const = 0;
  /// Pairs whose pointers may be equal in a call; each argument and each result occurs once.
  virtual std::span<const Donation> donations() const { return {}; }
  virtual ProgramCost cost() const = 0;
  virtual const CompileRecord &record() const = 0;
};

} // namespace burin::runtime
