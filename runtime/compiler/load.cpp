// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/errors.h"
#include "runtime/compiler/compiler.h"
#include "runtime/compiler/testing.h"
#include "runtime/parallel.h"

#include <atomic>
#include <mutex>
#include <string>

#include <dlfcn.h>

namespace burin::runtime {
namespace {

std::atomic<Compiler *> loaded{nullptr};
std::atomic<Compiler *> substitute{nullptr};
std::mutex loading;

/// The file beside the library that this function is in.
std::string library_path() {
  Dl_info self{};
  std::string path;
  if (dladdr(reinterpret_cast<void *>(&compiler_loaded), &self) && self.dli_fname)
    path = self.dli_fname;
  const auto slash = path.rfind('/');
  return (slash == std::string::npos ? std::string("./") : path.substr(0, slash + 1)) + "libburin_compiler.so";
}

[[noreturn]] void throw_not_loaded(const std::string &path, const char *reason) {
  throw CompileError("[load] the compiler library cannot be opened; expected it at " + path +
                     ", got: " + (reason ? reason : "no reason given") +
                     "\n  Keep libburin_compiler.so beside libburin.so, as the install tree has it."
                     "\n  See docs/errors.md#compileerror");
}

void require_valid_environment() {
  if (!num_threads_problem().empty())
    throw CompileError("[load] " + num_threads_problem() + "\n  See docs/errors.md#compileerror");
}

Compiler *load() {
  require_valid_environment();
  const std::string path = library_path();
  void *library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library)
    throw_not_loaded(path, dlerror());
  auto create = reinterpret_cast<Compiler *(*)()>(dlsym(library, "burin_create_compiler"));
  if (!create)
    throw_not_loaded(path, dlerror());
  return create();
}

} // namespace

Compiler &compiler() {
  if (Compiler *testing = substitute.load(std::memory_order_acquire))
    return *testing;
  if (Compiler *ready = loaded.load(std::memory_order_acquire))
    return *ready;
  std::lock_guard lock(loading);
  if (!loaded.load(std::memory_order_relaxed))
    loaded.store(load(), std::memory_order_release);
  return *loaded.load(std::memory_order_relaxed);
}

bool compiler_loaded() { return loaded.load(std::memory_order_acquire) != nullptr; }

void set_compiler_for_testing(Compiler *compiler) { substitute.store(compiler, std::memory_order_release); }

} // namespace burin::runtime
