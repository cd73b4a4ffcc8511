// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "frontend/io/input_file.h"

namespace burin::detail {

/// What stands before the elements of an npy file (numpy.lib.format).
struct NpyHeader {
  DType dtype = DType::f32;
  bool big_endian = false;
  bool fortran_order = false;
  std::vector<std::int64_t> extents;
};

/// Parses the text of a header, which stands at byte `begin`.
NpyHeader parse_npy_header(std::string_view text, std::uint64_t begin, const FileCall &call);

/// Magic, version and text, as numpy.save writes them; UnsupportedError for more axes than NumPy has.
std::string npy_preamble(DType dtype, const Shape &shape, const FileCall &call);

/// Reads one array, which must be all of the source.
Array read_npy(ByteSource &source, const FileCall &call);

inline constexpr std::size_t max_npy_axes = 64;

} // namespace burin::detail
