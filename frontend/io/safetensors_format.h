// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/io/safetensors.h"
#include "frontend/io/arrays.h"
#include "frontend/io/input_file.h"

#include <vector>

namespace burin::detail {

/// What the header of a safetensors file says of one array.
struct StoredArray {
  std::string name;
  DType dtype = DType::f32;
  std::vector<std::int64_t> extents{};
  std::uint64_t begin = 0, end = 0; ///< its bytes, from the first of all
  ShapeDtype type() const { return {Shape(std::span<const std::int64_t>(extents)), dtype}; }
};

struct SafetensorsHeader {
  std::vector<StoredArray> arrays; ///< in the order of the text
  io::Metadata metadata;
  std::uint64_t data = 0; ///< where the first byte of the elements stands in the file
};

/// The header, checked against the format and the size of the file: names are distinct, every array has the bytes of
/// its shape and dtype, and together they fill the file without overlaps and holes.
SafetensorsHeader read_safetensors_header(const InputFile &file);

/// The JSON text alone, without looking at the elements; it stands at byte 8.
SafetensorsHeader parse_safetensors_header(std::string_view text, const FileCall &call);

/// A text in JSON's quotes; IoError unless it is UTF-8.
std::string json_string(std::string_view text, const FileCall &call);

/// All arrays, copied into new memory, or views of the file where that is possible.
std::vector<Array> read_arrays(const InputFile &file, const SafetensorsHeader &header, bool mapped);

void write_safetensors(const FileCall &call, const std::vector<NamedArray> &arrays, const io::Metadata &metadata);

/// The limit that the format sets.
inline constexpr std::uint64_t max_safetensors_header = 100'000'000;
inline constexpr std::string_view metadata_key = "__metadata__";
std::string_view safetensors_name_of(DType dtype);

} // namespace burin::detail
