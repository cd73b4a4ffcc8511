// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "frontend/io/output_file.h"
#include "frontend/io/zip_format.h"

#include <string>
#include <vector>

namespace burin::detail {

/// Writes a zip archive; equal contents give equal bytes.
class ZipWriter {
public:
  /// Sizes and offsets from `zip64_from` on go into zip64 records.
  explicit ZipWriter(OutputFile &file, std::uint64_t zip64_from = zip::in_zip64)
      : file_(file), zip64_from_(zip64_from) {}

  /// One file, in two parts.
  void add(const std::string &name, std::string_view head, std::span<const std::byte> body, bool compress);
  /// The directory.
  void finish();

private:
  struct Entry {
    std::string name;
    std::uint64_t header, stored_size, size;
    std::uint32_t checksum;
    bool deflated;
  };
  bool large(std::uint64_t number) const { return number >= zip64_from_; }
  std::string local_header(const Entry &entry) const;
  std::string directory_entry(const Entry &entry) const;
  void append_common(std::string &text, const Entry &entry, bool zip64) const;

  OutputFile &file_;
  std::uint64_t zip64_from_;
  std::vector<Entry> entries_;
};

} // namespace burin::detail
