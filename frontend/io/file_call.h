// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/array.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace burin::detail {

/// Which call reads or writes which file: what its errors say.
struct FileCall {
  std::string_view op; ///< "io.load_npz"
  std::string path;
  SourceLine line;
  std::string part{}; ///< of the file: an entry, an array

  /// IoError: "[io.load_npz] w.npz, entry a.npy: problem".
  [[noreturn]] void fail(std::string_view problem, std::string_view cure) const;
  /// IoError with errno's text: "[io.load_npz] w.npz cannot be read: Input/output error".
  [[noreturn]] void fail_system(std::string_view problem, int error) const;
  /// IoError: "[io.load_npz] w.npz, byte 12: problem".
  [[noreturn]] void damaged(std::uint64_t offset, std::string_view problem) const;
  /// UnsupportedError.
  [[noreturn]] void unsupported(std::string_view problem, std::string_view cure) const;

  FileCall with_part(std::string name) const { return {op, path, line, std::move(name)}; }
};

/// Row-major elements in memory; an error of `call` for none, for a tracer and for a donated array.
std::span<const std::byte> bytes_of(const Array &array, const FileCall &call);

/// A new array, and its uninitialized elements.
struct NewArray {
  Array array;
  std::span<std::byte> bytes;
};
NewArray new_array(DType dtype, const Shape &shape, const FileCall &call);

/// Bytes of an array; nothing when a size_t cannot count them.
bool count_bytes(DType dtype, std::span<const std::int64_t> extents, std::uint64_t &bytes);

/// Refuses bytes of bool arrays that are neither 0 nor 1; the first stands at `offset` of the file.
void check_elements(DType dtype, std::span<const std::byte> bytes, std::uint64_t offset, const FileCall &call);

} // namespace burin::detail
