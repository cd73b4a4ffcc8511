// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "frontend/io/input_file.h"

#include <memory>

namespace burin::detail {

/// The pages of a file, to be read only.
class Mapping {
public:
  explicit Mapping(const InputFile &file);
  ~Mapping();
  Mapping(const Mapping &) = delete;
  Mapping &operator=(const Mapping &) = delete;

  std::span<const std::byte> bytes() const { return bytes_; }

private:
  std::span<const std::byte> bytes_;
};

/// True where an array may view the bytes.
inline bool can_be_viewed(std::span<const std::byte> bytes) {
  return reinterpret_cast<std::uintptr_t>(bytes.data()) % 64 == 0;
}
Array view_of(std::span<const std::byte> bytes, DType dtype, const Shape &shape, std::shared_ptr<const Mapping> owner);

} // namespace burin::detail
