// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/io/zip_reader.h"

#include <algorithm>
#include <array>
#include <new>

#include <zlib.h>

namespace burin::detail {
namespace {

Bytef *zlib_bytes(const std::byte *bytes) { return reinterpret_cast<Bytef *>(const_cast<std::byte *>(bytes)); }

/// What every entry ends with.
class CheckedSource : public ByteSource {
public:
  CheckedSource(const ZipEntry &entry, const FileCall &call)
      : ByteSource(entry.size), call_(call), stored_(entry.checksum) {}

  void finish() override {
    if (checksum_ != stored_)
      call_.damaged(position(), "the checksum of the entry is another one than in the directory");
  }

protected:
  void count(std::span<const std::byte> bytes) {
    if (!bytes.empty()) // zlib begins anew for a null pointer
      checksum_ = static_cast<std::uint32_t>(crc32_z(checksum_, zlib_bytes(bytes.data()), bytes.size()));
  }
  const FileCall &call() const { return call_; }

private:
  FileCall call_;
  std::uint32_t stored_, checksum_ = 0;
};

class StoredSource final : public CheckedSource {
public:
  StoredSource(const InputFile &file, const ZipEntry &entry, const FileCall &call)
      : CheckedSource(entry, call), section_(file, entry.begin, entry.stored_size) {}

private:
  void fill(std::span<std::byte> to) override {
    section_.read(to);
    count(to);
  }
  FileSection section_;
};

class DeflatedSource final : public CheckedSource {
public:
  DeflatedSource(const InputFile &file, const ZipEntry &entry, const FileCall &call)
      : CheckedSource(entry, call), section_(file, entry.begin, entry.stored_size) {
    if (inflateInit2(&stream_, -MAX_WBITS) != Z_OK)
      throw std::bad_alloc();
  }
  ~DeflatedSource() override { inflateEnd(&stream_); }

  void finish() override {
    std::byte beyond;
    if (inflate_into({&beyond, 1}) != 0 || !ended_ || stream_.avail_in + section_.remaining() != 0)
      call().damaged(position(), "the compressed entry goes on behind the size that the directory gives");
    CheckedSource::finish();
  }

private:
  void fill(std::span<std::byte> to) override {
    if (inflate_into(to) != to.size())
      call().damaged(position(), "the compressed entry ends before the size that the directory gives");
    count(to);
  }

  /// Fills `to` as far as the stream goes; gives how far.
  std::size_t inflate_into(std::span<std::byte> to) {
    std::size_t done = 0;
    while (done < to.size() && !ended_) {
      if (stream_.avail_in == 0 && section_.remaining() > 0)
        refill();
      const auto room = static_cast<uInt>(std::min<std::size_t>(to.size() - done, 1u << 30));
      stream_.next_out = zlib_bytes(to.data() + done);
      stream_.avail_out = room;
      const int status = ::inflate(&stream_, Z_NO_FLUSH);
      done += room - stream_.avail_out;
      ended_ = status == Z_STREAM_END;
      if (status == Z_BUF_ERROR && section_.remaining() == 0)
        break;
      if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
        call().damaged(position() + done, "the entry cannot be inflated");
    }
    return done;
  }

  void refill() {
    const auto count = std::min<std::uint64_t>(section_.remaining(), input_.size());
    section_.read(std::span(input_).first(count));
    stream_.next_in = zlib_bytes(input_.data());
    stream_.avail_in = static_cast<uInt>(count);
  }

  FileSection section_;
  z_stream stream_{};
  bool ended_ = false;
  std::array<std::byte, 1 << 16> input_;
};

} // namespace

std::unique_ptr<ByteSource> open_zip_entry(const InputFile &file, const ZipEntry &entry, const FileCall &call) {
  if (entry.deflated)
    return std::make_unique<DeflatedSource>(file, entry, call);
  return std::make_unique<StoredSource>(file, entry, call);
}

} // namespace burin::detail
