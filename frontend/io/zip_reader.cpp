// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/io/zip_reader.h"

#include "frontend/io/bytes.h"
#include "frontend/io/zip_format.h"

#include <algorithm>

namespace burin::detail {
namespace {

/// Where the directory lies.
struct Directory {
  std::uint64_t begin = 0, size = 0, entries = 0;
  std::uint64_t end = 0; ///< where the record of the end begins
};

std::vector<std::byte> read_bytes(const InputFile &file, std::uint64_t at, std::uint64_t count) {
  std::vector<std::byte> bytes(count);
  file.read_at(at, bytes);
  return bytes;
}

/// The record that ends the file: it may be followed by a comment of its own length.
std::uint64_t find_end(const InputFile &file) {
  const std::uint64_t tail = std::min<std::uint64_t>(file.size(), zip::end_bytes + 0xffff);
  const std::vector<std::byte> bytes = read_bytes(file, file.size() - tail, tail);
  for (std::size_t at = bytes.size() < zip::end_bytes ? 0 : bytes.size() - zip::end_bytes + 1; at-- > 0;)
    if (read_number<std::uint32_t>(bytes, at) == zip::end_signature &&
        at + zip::end_bytes + read_number<std::uint16_t>(bytes, at + 20) == bytes.size())
      return file.size() - tail + at;
  file.call().damaged(file.size(), "this is no whole zip archive: its directory is not at the end");
}

/// What stands before the record of the end where numbers have 64 bits; empty where they have 32.
std::vector<std::byte> read_locator64(const InputFile &file, std::uint64_t end) {
  if (end < zip::locator64_bytes)
    return {};
  std::vector<std::byte> locator = read_bytes(file, end - zip::locator64_bytes, zip::locator64_bytes);
  if (read_number<std::uint32_t>(locator, 0) != zip::locator64_signature)
    return {};
  return locator;
}

Directory read_end64(const InputFile &file, std::uint64_t end, std::span<const std::byte> locator) {
  const FileCall &call = file.call();
  const std::uint64_t locator_at = end - locator.size();
  const auto at = read_number<std::uint64_t>(locator, 8);
  if (at > locator_at || locator_at - at < zip::end64_bytes)
    call.damaged(locator_at, "the archive lacks its zip64 record");
  const std::vector<std::byte> record = read_bytes(file, at, zip::end64_bytes);
  if (read_number<std::uint32_t>(record, 0) != zip::end64_signature)
    call.damaged(at, "the archive lacks its zip64 record");
  return {.begin = read_number<std::uint64_t>(record, 48),
          .size = read_number<std::uint64_t>(record, 40),
          .entries = read_number<std::uint64_t>(record, 32),
          .end = at};
}

Directory find_directory(const InputFile &file) {
  const std::uint64_t end = find_end(file);
  const std::vector<std::byte> record = read_bytes(file, end, zip::end_bytes);
  Directory directory{.begin = read_number<std::uint32_t>(record, 16),
                      .size = read_number<std::uint32_t>(record, 12),
                      .entries = read_number<std::uint16_t>(record, 10),
                      .end = end};
  if (const std::vector<std::byte> locator = read_locator64(file, end); !locator.empty())
    directory = read_end64(file, end, locator);
  if (directory.size > directory.end || directory.begin != directory.end - directory.size ||
      directory.entries > directory.size / zip::directory_bytes)
    file.call().damaged(end, "the archive's directory does not lie in the file");
  return directory;
}

/// Reads the records of the directory, one after the other.
class DirectoryReader {
public:
  DirectoryReader(const InputFile &file, const Directory &directory)
      : file_(file), directory_(directory), bytes_(read_bytes(file, directory.begin, directory.size)) {}

  std::vector<ZipEntry> read() {
    std::vector<ZipEntry> entries;
    for (std::uint64_t i = 0; i < directory_.entries; ++i)
      entries.push_back(next());
    if (at_ != bytes_.size())
      wrong("bytes behind the last entry of the directory");
    check_overlaps(entries);
    return entries;
  }

private:
  [[noreturn]] void wrong(std::string_view problem) const { file_.call().damaged(directory_.begin + at_, problem); }

  template <class T> T field(std::size_t offset) const { return read_number<T>(bytes_, at_ + offset); }

  ZipEntry next() {
    if (bytes_.size() - at_ < zip::directory_bytes || field<std::uint32_t>(0) != zip::directory_signature)
      wrong("this is no entry of a zip directory");
    const std::size_t name = field<std::uint16_t>(28), extra = field<std::uint16_t>(30),
                      comment = field<std::uint16_t>(32);
    if (bytes_.size() - at_ - zip::directory_bytes < name + extra + comment)
      wrong("an entry goes beyond the directory");
    ZipEntry entry{.name = text_at(zip::directory_bytes, name),
                   .header = field<std::uint32_t>(42),
                   .stored_size = field<std::uint32_t>(20),
                   .size = field<std::uint32_t>(24),
                   .checksum = field<std::uint32_t>(16)};
    read_extra(entry, zip::directory_bytes + name, extra);
    check(entry);
    at_ += zip::directory_bytes + name + extra + comment;
    return entry;
  }

  std::string text_at(std::size_t offset, std::size_t size) const {
    return {reinterpret_cast<const char *>(bytes_.data()) + at_ + offset, size};
  }

  /// Numbers of more than 32 bits.
  void read_extra(ZipEntry &entry, std::size_t offset, std::size_t size) const {
    const std::size_t end = offset + size;
    while (end - offset >= 4) {
      const auto id = field<std::uint16_t>(offset);
      const std::size_t length = field<std::uint16_t>(offset + 2);
      offset += 4;
      if (length > end - offset)
        wrong("an extra field goes beyond its entry");
      if (id == zip::extra64)
        read_zip64(entry, offset, offset + length);
      offset += length;
    }
  }
  void read_zip64(ZipEntry &entry, std::size_t offset, std::size_t end) const {
    for (std::uint64_t *number : {&entry.size, &entry.stored_size, &entry.header}) {
      if (*number != zip::in_zip64)
        continue;
      if (end - offset < 8)
        wrong("the zip64 field of an entry is too short");
      *number = field<std::uint64_t>(offset);
      offset += 8;
    }
  }

  void check(ZipEntry &entry) const {
    const FileCall call = file_.call().with_part("entry " + entry.name);
    const auto flags = field<std::uint16_t>(8), method = field<std::uint16_t>(10);
    constexpr unsigned known_flags = 0x080e; // how it was deflated, sizes behind the data, names in UTF-8
    if (flags & ~known_flags)
      call.unsupported("it is encrypted or patched", "Save it with numpy.savez.");
    if (method != zip::stored && method != zip::deflated)
      call.unsupported("it is compressed by method " + std::to_string(method) + "; expected stored or deflated",
                       "Save it with numpy.savez.");
    entry.deflated = method == zip::deflated;
    check_local_header(entry, call);
    // Deflate makes at most 1032 bytes of one.
    if (entry.deflated ? entry.size / 1032 > entry.stored_size : entry.size != entry.stored_size)
      call.damaged(directory_.begin + at_, "an entry of " + std::to_string(entry.stored_size) + " bytes cannot hold " +
                                               std::to_string(entry.size));
  }

  void check_local_header(ZipEntry &entry, const FileCall &call) const {
    const std::uint64_t room = directory_.begin;
    if (entry.header > room || room - entry.header < zip::local_bytes)
      call.damaged(directory_.begin + at_, "the entry does not lie in the file");
    const std::vector<std::byte> local = read_bytes(file_, entry.header, zip::local_bytes);
    const std::uint64_t name = read_number<std::uint16_t>(local, 26), extra = read_number<std::uint16_t>(local, 28);
    entry.begin = entry.header + zip::local_bytes + name + extra;
    if (read_number<std::uint32_t>(local, 0) != zip::local_signature || name != entry.name.size() ||
        read_number<std::uint16_t>(local, 8) != (entry.deflated ? zip::deflated : zip::stored) || entry.begin > room ||
        room - entry.begin < entry.stored_size)
      call.damaged(entry.header, "the entry is not what the directory says");
    std::string again(name, '\0');
    file_.read_at(entry.header + zip::local_bytes, std::as_writable_bytes(std::span(again)));
    if (again != entry.name)
      call.damaged(entry.header, "the entry has another name than in the directory");
  }

  void check_overlaps(const std::vector<ZipEntry> &entries) const {
    std::vector<const ZipEntry *> ordered;
    for (const ZipEntry &entry : entries)
      ordered.push_back(&entry);
    std::ranges::sort(ordered, {}, &ZipEntry::header);
    for (std::size_t i = 1; i < ordered.size(); ++i)
      if (ordered[i - 1]->begin + ordered[i - 1]->stored_size > ordered[i]->header)
        file_.call().damaged(ordered[i]->header, "two entries overlap");
  }

  const InputFile &file_;
  const Directory &directory_;
  std::vector<std::byte> bytes_;
  std::size_t at_ = 0;
};

} // namespace

std::vector<ZipEntry> read_zip_directory(const InputFile &file) {
  const Directory directory = find_directory(file);
  return DirectoryReader(file, directory).read();
}

} // namespace burin::detail
