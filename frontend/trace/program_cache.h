// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "frontend/trace/program.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace burin::detail {

/// What a program of a library function depends on, as words: name, attributes, types of the operands. On the stack
/// while it is short.
class ProgramKey {
public:
  void push(std::uint64_t word) {
    if (size_ < few)
      words_[size_] = word;
    else
      spill(word);
    ++size_;
    hash_ = (hash_ ^ word) * 0x9e3779b97f4a7c15u;
    hash_ ^= hash_ >> 29;
  }
  void push_type(const Node &node) {
    push(static_cast<std::uint64_t>(node.dtype) | std::uint64_t{node.weak} << 8 |
         std::uint64_t{node.shape.ndim()} << 16);
    for (std::int64_t extent : node.shape)
      push(static_cast<std::uint64_t>(extent));
  }
  std::uint64_t hash() const { return hash_; }
  std::span<const std::uint64_t> words() const { return {more_.empty() ? words_.data() : more_.data(), size_}; }

private:
  static constexpr std::size_t few = 48;
  void spill(std::uint64_t word) {
    if (more_.empty())
      more_.assign(words_.begin(), words_.end());
    more_.push_back(word);
  }
  std::array<std::uint64_t, few> words_;
  std::vector<std::uint64_t> more_;
  std::size_t size_ = 0;
  std::uint64_t hash_ = 0x2545f4914f6cdd1du;
};

/// The process's programs of library functions; the least recently used ones go when there are too many. Thread-safe.
/// The pointer stays valid until the calling thread's next lookup.
const Program *find_program(const ProgramKey &key);
const Program *insert_program(const ProgramKey &key, std::shared_ptr<const Program> program);

/// Forgets all programs, of all threads.
void clear_programs();

} // namespace burin::detail
