// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/visit.h"

#include <array>
#include <memory>
#include <span>
#include <string_view>

/// How calls of modules are seen from outside: by nn::tabulate.
namespace burin::detail {

/// A module that is being called. Objects live until the call ends.
struct ModuleCall {
  TreeRef module;
  TypeId type;
  std::string_view (*type_name)();
  std::span<const TreeRef> inputs;
};

/// Sees the calls of modules on its thread, nested calls inside.
class ModuleWatcher {
public:
  virtual ~ModuleWatcher();
  virtual void enter(const ModuleCall &call) = 0;
  virtual void leave(TreeRef output) = 0;
  /// In place of leave, when the call throws.
  virtual void abandon() noexcept = 0;
};

/// The watcher of this thread, or null.
ModuleWatcher *module_watcher() noexcept;
/// Gives the former one.
ModuleWatcher *set_module_watcher(ModuleWatcher *watcher) noexcept;

template <class M, class Body, class... In> auto watched_call(const M &module, const Body &body, const In &...inputs) {
  ModuleWatcher &watcher = *module_watcher();
  const std::array<TreeRef, sizeof...(In)> refs{tree_ref(inputs)...};
  watcher.enter({tree_ref(module), type_id<M>(), [] { return reflect::type_name<M>(); }, refs});
  struct Guard {
    ModuleWatcher *watcher;
    ~Guard() {
      if (watcher)
        watcher->abandon();
    }
  } guard{&watcher};
  auto output = body();
  guard.watcher = nullptr;
  watcher.leave(tree_ref(output));
  return output;
}

/// What `body()` gives: a call of `module` with `inputs` (trees, without random streams), announced to the watcher.
template <class M, class Body, class... In> auto call_module(const M &module, const Body &body, const In &...inputs) {
  if (!module_watcher())
    return body();
  return watched_call(module, body, inputs...);
}

} // namespace burin::detail
