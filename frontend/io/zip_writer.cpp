// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/io/zip_writer.h"

#include "frontend/io/bytes.h"

#include <algorithm>
#include <new>

#include <zlib.h>

namespace burin::detail {
namespace {

constexpr std::uint16_t version = 20, version64 = 45, utf8_names = 0x0800;
constexpr std::uint16_t date = 1 << 5 | 1; // 1980-01-01: the time of writing would make equal contents differ

std::uint32_t checksum_of(std::string_view head, std::span<const std::byte> body) {
  const uLong first = crc32_z(0, reinterpret_cast<const Bytef *>(head.data()), head.size());
  if (body.empty()) // zlib begins anew for a null pointer
    return static_cast<std::uint32_t>(first);
  return static_cast<std::uint32_t>(crc32_z(first, reinterpret_cast<const Bytef *>(body.data()), body.size()));
}

class Deflater {
public:
  Deflater() {
    if (deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
      throw std::bad_alloc();
  }
  ~Deflater() { deflateEnd(&stream_); }
  Deflater(const Deflater &) = delete;
  Deflater &operator=(const Deflater &) = delete;

  void add(std::span<const std::byte> bytes, bool last) {
    do {
      const std::size_t count = std::min<std::size_t>(bytes.size(), 1u << 30);
      stream_.next_in = reinterpret_cast<Bytef *>(const_cast<std::byte *>(bytes.data()));
      stream_.avail_in = static_cast<uInt>(count);
      bytes = bytes.subspan(count);
      drain(last && bytes.empty() ? Z_FINISH : Z_NO_FLUSH);
    } while (!bytes.empty());
  }
  std::string result;

private:
  void drain(int flush) {
    constexpr std::size_t step = 1 << 16;
    do {
      const std::size_t done = result.size();
      result.resize(done + step);
      stream_.next_out = reinterpret_cast<Bytef *>(result.data() + done);
      stream_.avail_out = step;
      ::deflate(&stream_, flush);
      result.resize(result.size() - stream_.avail_out);
    } while (stream_.avail_out == 0);
  }
  z_stream stream_{};
};

std::string deflated(std::string_view head, std::span<const std::byte> body) {
  Deflater deflater;
  deflater.add(std::as_bytes(std::span(head)), false);
  deflater.add(body, true);
  return std::move(deflater.result);
}

} // namespace

void ZipWriter::append_common(std::string &text, const Entry &entry, bool zip64) const {
  append_number(text, zip64 ? version64 : version);
  append_number(text, utf8_names);
  append_number(text, entry.deflated ? zip::deflated : zip::stored);
  append_number<std::uint16_t>(text, 0); // time
  append_number(text, date);
  append_number(text, entry.checksum);
}

std::string ZipWriter::local_header(const Entry &entry) const {
  const bool zip64 = large(entry.size) || large(entry.stored_size);
  std::string text;
  append_number(text, zip::local_signature);
  append_common(text, entry, zip64);
  append_number(text, zip64 ? zip::in_zip64 : static_cast<std::uint32_t>(entry.stored_size));
  append_number(text, zip64 ? zip::in_zip64 : static_cast<std::uint32_t>(entry.size));
  append_number(text, static_cast<std::uint16_t>(entry.name.size()));
  append_number<std::uint16_t>(text, zip64 ? 20 : 0);
  text += entry.name;
  if (zip64) {
    append_number(text, zip::extra64);
    append_number<std::uint16_t>(text, 16);
    append_number(text, entry.size);
    append_number(text, entry.stored_size);
  }
  return text;
}

std::string ZipWriter::directory_entry(const Entry &entry) const {
  std::string extra;
  const auto number = [&](std::uint64_t value) {
    if (!large(value))
      return static_cast<std::uint32_t>(value);
    append_number(extra, value);
    return zip::in_zip64;
  };
  const std::uint32_t size = number(entry.size), stored_size = number(entry.stored_size), header = number(entry.header);
  const bool zip64 = !extra.empty();
  std::string text;
  append_number(text, zip::directory_signature);
  append_number(text, zip64 ? version64 : version); // made by
  append_common(text, entry, zip64);
  append_number(text, stored_size);
  append_number(text, size);
  append_number(text, static_cast<std::uint16_t>(entry.name.size()));
  append_number(text, static_cast<std::uint16_t>(zip64 ? extra.size() + 4 : 0));
  append_number<std::uint16_t>(text, 0); // comment
  append_number<std::uint16_t>(text, 0); // disk
  append_number<std::uint16_t>(text, 0); // internal attributes
  append_number<std::uint32_t>(text, 0); // external attributes
  append_number(text, header);
  text += entry.name;
  if (zip64) {
    append_number(text, zip::extra64);
    append_number(text, static_cast<std::uint16_t>(extra.size()));
  }
  return text + extra;
}

void ZipWriter::add(const std::string &name, std::string_view head, std::span<const std::byte> body, bool compress) {
  Entry entry{.name = name,
              .header = file_.position(),
              .stored_size = head.size() + body.size(),
              .size = head.size() + body.size(),
              .checksum = checksum_of(head, body),
              .deflated = compress};
  const std::string compressed = compress ? deflated(head, body) : std::string();
  if (compress)
    entry.stored_size = compressed.size();
  file_.write(local_header(entry));
  if (compress) {
    file_.write(compressed);
  } else {
    file_.write(head);
    file_.write(body);
  }
  entries_.push_back(std::move(entry));
}

void ZipWriter::finish() {
  const std::uint64_t begin = file_.position(), count = entries_.size();
  for (const Entry &entry : entries_)
    file_.write(directory_entry(entry));
  const std::uint64_t end = file_.position(), size = end - begin;
  const bool zip64 = large(begin) || large(size) || count >= zip::count_in_zip64;
  std::string text;
  if (zip64) {
    append_number(text, zip::end64_signature);
    append_number<std::uint64_t>(text, zip::end64_bytes - 12);
    append_number(text, version64);
    append_number(text, version64);
    append_number<std::uint32_t>(text, 0); // disk
    append_number<std::uint32_t>(text, 0); // disk of the directory
    append_number(text, count);
    append_number(text, count);
    append_number(text, size);
    append_number(text, begin);
    append_number(text, zip::locator64_signature);
    append_number<std::uint32_t>(text, 0);
    append_number(text, end);
    append_number<std::uint32_t>(text, 1); // disks
  }
  append_number(text, zip::end_signature);
  append_number<std::uint32_t>(text, 0); // disks
  const auto count16 = zip64 ? zip::count_in_zip64 : static_cast<std::uint16_t>(count);
  append_number(text, count16);
  append_number(text, count16);
  append_number(text, zip64 ? zip::in_zip64 : static_cast<std::uint32_t>(size));
  append_number(text, zip64 ? zip::in_zip64 : static_cast<std::uint32_t>(begin));
  append_number<std::uint16_t>(text, 0); // comment
  file_.write(text);
}

} // namespace burin::detail
