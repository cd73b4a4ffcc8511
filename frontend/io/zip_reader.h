// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "frontend/io/input_file.h"

#include <memory>
#include <string>
#include <vector>

namespace burin::detail {

/// One file of a zip archive.
struct ZipEntry {
  std::string name;
  std::uint64_t header = 0; ///< where its local header begins
  std::uint64_t begin = 0;  ///< where its bytes begin
  std::uint64_t stored_size = 0, size = 0;
  std::uint32_t checksum = 0;
  bool deflated = false;
};

/// The directory of an archive (PKWARE APPNOTE 6.3, with zip64), checked: entries lie in the file, do not overlap, are
/// stored or deflated, and no larger than deflate can make them.
std::vector<ZipEntry> read_zip_directory(const InputFile &file);

/// The bytes of an entry, inflated; finish() compares the checksum.
std::unique_ptr<ByteSource> open_zip_entry(const InputFile &file, const ZipEntry &entry, const FileCall &call);

} // namespace burin::detail
