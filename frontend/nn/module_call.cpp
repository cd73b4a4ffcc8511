// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/detail/module_call.h"

#include <utility>

namespace burin::detail {

namespace {
thread_local constinit ModuleWatcher *current = nullptr;
}

ModuleWatcher::~ModuleWatcher() = default;
ModuleWatcher *module_watcher() noexcept { return current; }
ModuleWatcher *set_module_watcher(ModuleWatcher *watcher) noexcept { return std::exchange(current, watcher); }

} // namespace burin::detail
