// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

extern "C" {

/// Compiled code calls host function `number` for the rows along `axes` leading axes. `extents` holds these axes'
/// extents, then those that each input has there: as many, or 1 where all rows share it. Does not return when the
/// function throws: run_calling_host goes on.
void burin_host_call(std::int64_t number, std::int64_t axes, const std::int64_t *extents, const void *const *inputs,
                     void *const *outputs);
}

namespace burin::runtime {

/// Arrays in memory, dense and row-major: axes of rows, then those of one row.
struct HostCall {
  std::span<const std::int64_t> rows; ///< extents of the axes of the rows
  const std::int64_t *input_rows;     ///< the same of each input, one behind the other
  const void *const *inputs;
  void *const *outputs;

  std::span<const std::int64_t> rows_of(std::size_t input) const {
    return {input_rows + input * rows.size(), rows.size()};
  }
  std::size_t num_rows() const;
  /// Which of an input's rows belongs to that row.
  std::size_t row_of(std::size_t input, std::size_t row) const;
};

/// A function of the user that compiled code calls.
class HostFunction {
public:
  virtual ~HostFunction() = default;
  /// May throw; then outputs need not have been written.
  virtual void call(const HostCall &arrays) const = 0;
};

/// While it exists, compiled code that this thread runs calls these functions, by their numbers in the list.
class HostFunctions {
public:
  explicit HostFunctions(std::span<const HostFunction *const> functions);
  ~HostFunctions();
  HostFunctions(const HostFunctions &) = delete;
  HostFunctions &operator=(const HostFunctions &) = delete;

  /// Throws what the function throws.
  static void call(std::int64_t number, const HostCall &arrays);

private:
  std::span<const HostFunction *const> functions_;
  const HostFunctions *outer_;
};

/// code(pointers, arena). What a host function throws is thrown from here; nothing else is in flight then: compiled
/// code has nothing to destroy, and is left without being unwound.
void run_calling_host(void (*code)(void **pointers, void *arena), void **pointers, void *arena);

} // namespace burin::runtime
