// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime/host_functions.h"

#include <csetjmp>
#include <exception>
#include <utility>

namespace burin::runtime {
namespace {

/// Where a thread goes on when a host function has thrown.
struct Exit {
  std::jmp_buf place;
  std::exception_ptr thrown{};
  Exit *outer = nullptr;
};

thread_local const HostFunctions *named = nullptr;
thread_local Exit *innermost = nullptr;

/// False when the code was left early. A function of its own: what setjmp's caller holds in registers is lost.
[[gnu::noinline]] bool completes(Exit &exit, void (*code)(void **, void *), void **pointers, void *arena) {
  if (setjmp(exit.place) != 0)
    return false;
  code(pointers, arena);
  return true;
}

/// False when the function has thrown; the exception is kept.
bool call_and_keep(std::int64_t number, const HostCall &arrays) noexcept {
  try {
    HostFunctions::call(number, arrays);
    return true;
  } catch (...) {
    innermost->thrown = std::current_exception();
    return false;
  }
}

} // namespace

std::size_t HostCall::num_rows() const {
  std::size_t count = 1;
  for (std::int64_t extent : rows)
    count *= static_cast<std::size_t>(extent);
  return count;
}

std::size_t HostCall::row_of(std::size_t input, std::size_t row) const {
  const std::span<const std::int64_t> own = rows_of(input);
  std::size_t position = 0, stride = 1;
  for (std::size_t axis = rows.size(); axis-- > 0;) {
    const auto extent = static_cast<std::size_t>(rows[axis]);
    position += own[axis] == 1 ? 0 : row % extent * stride;
    row /= extent;
    stride *= static_cast<std::size_t>(own[axis]);
  }
  return position;
}

HostFunctions::HostFunctions(std::span<const HostFunction *const> functions)
    : functions_(functions), outer_(std::exchange(named, this)) {}

HostFunctions::~HostFunctions() { named = outer_; }

void HostFunctions::call(std::int64_t number, const HostCall &arrays) {
  named->functions_[static_cast<std::size_t>(number)]->call(arrays);
}

void run_calling_host(void (*code)(void **, void *), void **pointers, void *arena) {
  Exit exit;
  exit.outer = std::exchange(innermost, &exit);
  const bool completed = completes(exit, code, pointers, arena);
  innermost = exit.outer;
  if (!completed)
    std::rethrow_exception(std::move(exit.thrown));
}

} // namespace burin::runtime

void burin_host_call(std::int64_t number, std::int64_t axes, const std::int64_t *extents, const void *const *inputs,
                     void *const *outputs) {
  using namespace burin::runtime;
  const HostCall arrays{{extents, static_cast<std::size_t>(axes)}, extents + axes, inputs, outputs};
  if (!call_and_keep(number, arrays))
    std::longjmp(innermost->place, 1);
}
