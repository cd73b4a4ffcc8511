// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "frontend/io/file_call.h"

namespace burin::detail {

/// A regular file, open for reading.
class InputFile {
public:
  explicit InputFile(const FileCall &call);
  ~InputFile();
  InputFile(const InputFile &) = delete;
  InputFile &operator=(const InputFile &) = delete;

  std::uint64_t size() const { return size_; }
  int descriptor() const { return descriptor_; }
  const FileCall &call() const { return call_; }
  /// Fills `to`; IoError when the file ends before.
  void read_at(std::uint64_t offset, std::span<std::byte> to) const;

private:
  FileCall call_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
};

/// Bytes in order, of a known number.
class ByteSource {
public:
  explicit ByteSource(std::uint64_t size) : remaining_(size) {}
  virtual ~ByteSource() = default;
  ByteSource(const ByteSource &) = delete;
  ByteSource &operator=(const ByteSource &) = delete;

  std::uint64_t position() const { return position_; }
  std::uint64_t remaining() const { return remaining_; }
  /// Fills `to`, which is no longer than what remains.
  void read(std::span<std::byte> to) {
    fill(to);
    position_ += to.size();
    remaining_ -= to.size();
  }
  /// After the last byte: checks what can only be checked then.
  virtual void finish() {}

private:
  virtual void fill(std::span<std::byte> to) = 0;
  std::uint64_t position_ = 0, remaining_;
};

/// A stretch of a file.
class FileSection final : public ByteSource {
public:
  FileSection(const InputFile &file, std::uint64_t begin, std::uint64_t size)
      : ByteSource(size), file_(file), begin_(begin) {}

private:
  void fill(std::span<std::byte> to) override { file_.read_at(begin_ + position(), to); }
  const InputFile &file_;
  std::uint64_t begin_;
};

} // namespace burin::detail
