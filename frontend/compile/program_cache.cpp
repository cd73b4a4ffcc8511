// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/compile/program_cache.h"

#include "burin/errors.h"

#include <new>

namespace burin::bridge {

ProgramCache::Program ProgramCache::find(const std::string &key) {
  std::lock_guard lock(mutex_);
  auto found = index_.find(key);
  if (found == index_.end())
    return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->program;
}

void ProgramCache::publish(std::string key, const Program &program) {
  std::lock_guard lock(mutex_);
  if (index_.contains(key))
    return;
  entries_.push_front({std::move(key), program});
  index_.emplace(entries_.front().key, entries_.begin());
  if (entries_.size() > capacity) {
    index_.erase(entries_.back().key);
    entries_.pop_back();
  }
}

runtime::Compilation ProgramCache::find_or_compile(std::string key, const std::function<Program()> &compile) {
  if (Program hit = find(key))
    return {std::move(hit), /*found=*/true};
  Program program;
  try {
    program = compile();
  } catch (const std::bad_alloc &) {
    throw CompileError("[compile] there is no memory to compile a program"
                       "\n  Free arrays that are no longer needed, or allow the process more memory."
                       "\n  See docs/errors.md#compileerror");
  }
  publish(std::move(key), program);
  return {std::move(program), /*found=*/false};
}

ProgramCache &program_cache() {
  static auto *cache = new ProgramCache; // programs may still run while statics are destroyed
  return *cache;
}

} // namespace burin::bridge
