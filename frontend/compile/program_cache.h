// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "runtime/compiler/compiler.h"

#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace burin::bridge {

/// Compiled programs of this process by their text; the least recently used are dropped.
class ProgramCache {
public:
  using Program = std::shared_ptr<const runtime::Executable>;

  /// A program is published only after it has compiled; two threads that miss at once both compile.
  runtime::Compilation find_or_compile(std::string key, const std::function<Program()> &compile);

private:
  static constexpr std::size_t capacity = 4096;
  struct Entry {
    std::string key;
    Program program;
  };
  Program find(const std::string &key);
  void publish(std::string key, const Program &program);

  std::mutex mutex_;
  std::list<Entry> entries_; ///< most recently used first
  std::unordered_map<std::string_view, std::list<Entry>::iterator> index_;
};

ProgramCache &program_cache();

} // namespace burin::bridge
