// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "frontend/io/file_call.h"

namespace burin::detail {

/// A file under construction, beside the one it replaces when it is complete and on the disk: whoever reads the path
/// finds the old file or the new one. A path that is no regular file (a device, a pipe) is written to directly.
class OutputFile {
public:
  explicit OutputFile(const FileCall &call);
  /// Removes what was not committed.
  ~OutputFile();
  OutputFile(const OutputFile &) = delete;
  OutputFile &operator=(const OutputFile &) = delete;

  std::uint64_t position() const { return position_; }
  void write(std::span<const std::byte> bytes);
  void write(std::string_view text) { write(std::as_bytes(std::span(text))); }
  void commit();

private:
  void open_beside_target();
  [[noreturn]] void fail(int error);
  void discard() noexcept;

  FileCall call_;
  std::string target_;    ///< behind symbolic links
  std::string temporary_; ///< empty: the target itself is open
  unsigned mode_ = 0666;
  int descriptor_ = -1;
  std::uint64_t position_ = 0;
};

} // namespace burin::detail
