// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/io/npy.h"

#include "frontend/io/bytes.h"
#include "frontend/io/npy_format.h"
#include "frontend/io/output_file.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace burin {
namespace detail {
namespace {

/// NumPy's own limit is 10,000.
constexpr std::uint32_t max_header = 1 << 16;

std::string header_text(ByteSource &source, const FileCall &call) {
  const auto next = [&](std::size_t count) {
    if (source.remaining() < count)
      call.damaged(source.position(), "the file ends within the header of an array");
    std::string text(count, '\0');
    source.read(std::as_writable_bytes(std::span(text)));
    return text;
  };
  const std::string magic = next(8);
  if (!magic.starts_with("\x93NUMPY"))
    call.damaged(0, "this is no npy file: it does not begin with \\x93NUMPY");
  const auto version = static_cast<unsigned char>(magic[6]);
  if (version < 1 || version > 3 || magic[7] != 0)
    call.unsupported("version " + std::to_string(version) + "." + std::to_string(static_cast<unsigned char>(magic[7])) +
                         " of the npy format is not known; expected 1.0, 2.0 or 3.0",
                     "Save it with numpy.save.");
  const std::string length_text = next(version == 1 ? 2 : 4);
  const auto length_bytes = std::as_bytes(std::span(length_text));
  const std::uint32_t length =
      version == 1 ? read_number<std::uint16_t>(length_bytes, 0) : read_number<std::uint32_t>(length_bytes, 0);
  if (length > max_header)
    call.damaged(8,
                 "the header has " + std::to_string(length) + " bytes; expected at most " + std::to_string(max_header));
  return next(length);
}

void swap_bytes(std::span<std::byte> bytes, std::size_t width) {
  for (std::size_t i = 0; i < bytes.size(); i += width)
    std::reverse(bytes.data() + i, bytes.data() + i + width);
}

/// Elements in Fortran order, the first axis fastest, into row-major memory.
void from_fortran_order(std::span<const std::byte> from, std::span<std::byte> to, std::span<const std::int64_t> extents,
                        std::size_t width) {
  std::vector<std::size_t> strides(extents.size()); // of the result, in bytes
  std::size_t stride = width;
  for (std::size_t axis = extents.size(); axis-- > 0; stride *= static_cast<std::size_t>(extents[axis]))
    strides[axis] = stride;
  std::vector<std::int64_t> index(extents.size());
  std::size_t target = 0;
  for (std::size_t at = 0; at < from.size(); at += width) {
    std::memcpy(to.data() + target, from.data() + at, width);
    for (std::size_t axis = 0; axis < extents.size(); ++axis) {
      target += strides[axis];
      if (++index[axis] < extents[axis])
        break;
      target -= strides[axis] * static_cast<std::size_t>(extents[axis]);
      index[axis] = 0;
    }
  }
}

} // namespace

Array read_npy(ByteSource &source, const FileCall &call) {
  const std::string text = header_text(source, call);
  const std::uint64_t begin = source.position();
  const NpyHeader header = parse_npy_header(text, begin - text.size(), call);
  std::uint64_t bytes = 0;
  const bool countable = count_bytes(header.dtype, header.extents, bytes);
  if (!countable || bytes != source.remaining())
    call.damaged(begin, "the elements do not fit the header; expected " +
                            (countable ? std::to_string(bytes) : "more than 2^63") + " bytes, got " +
                            std::to_string(source.remaining()));
  const Shape shape{std::span<const std::int64_t>(header.extents)};
  NewArray result = new_array(header.dtype, shape, call);
  const bool reorder = header.fortran_order && shape.ndim() > 1;
  std::vector<std::byte> in_file_order(reorder ? bytes : 0);
  const std::span<std::byte> target = reorder ? std::span(in_file_order) : result.bytes;
  source.read(target);
  source.finish();
  check_elements(header.dtype, target, begin, call);
  const std::size_t width = size_of(header.dtype);
  if (header.big_endian && width > 1)
    swap_bytes(target, width);
  if (reorder)
    from_fortran_order(in_file_order, result.bytes, header.extents, width);
  return std::move(result.array);
}

} // namespace detail

namespace io {

Array load_npy(const std::string &path, std::source_location where) {
  const detail::FileCall call{"io.load_npy", path, where};
  const detail::InputFile file(call);
  detail::FileSection all(file, 0, file.size());
  return detail::read_npy(all, call);
}

void save_npy(const std::string &path, const Array &array, std::source_location where) {
  const detail::FileCall call{"io.save_npy", path, where};
  const std::span<const std::byte> elements = detail::bytes_of(array, call);
  const std::string preamble = detail::npy_preamble(array.dtype(), array.shape(), call);
  detail::OutputFile file(call);
  file.write(preamble);
  file.write(elements);
  file.commit();
}

} // namespace io
} // namespace burin
