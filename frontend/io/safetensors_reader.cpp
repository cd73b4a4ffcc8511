// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/io/bytes.h"
#include "frontend/io/mapping.h"
#include "frontend/io/safetensors_format.h"

#include <algorithm>
#include <array>

namespace burin::detail {
namespace {

void check_size(const StoredArray &array, const FileCall &call, std::uint64_t data) {
  std::uint64_t bytes = 0;
  const bool countable = count_bytes(array.dtype, array.extents, bytes);
  if (array.begin > array.end || !countable || array.end - array.begin != bytes)
    call.with_part("array " + array.name)
        .damaged(data + array.begin, "the elements from " + std::to_string(array.begin) + " to " +
                                         std::to_string(array.end) + " do not fit the shape and dtype; expected " +
                                         (countable ? std::to_string(bytes) : "more than 2^63") + " bytes");
}

/// The arrays stand one behind the other and fill the file.
void check_layout(const SafetensorsHeader &header, const InputFile &file) {
  std::vector<const StoredArray *> ordered;
  for (const StoredArray &array : header.arrays) {
    if (array.end > file.size() - header.data)
      file.call()
          .with_part("array " + array.name)
          .damaged(file.size(), "the file ends here; expected elements up to byte " + std::to_string(array.end) +
                                    " of " + std::to_string(file.size() - header.data));
    check_size(array, file.call(), header.data);
    ordered.push_back(&array);
  }
  std::ranges::sort(ordered, [](const StoredArray *a, const StoredArray *b) {
    return std::pair(a->begin, a->end) < std::pair(b->begin, b->end);
  });
  std::uint64_t end = 0;
  for (const StoredArray *array : ordered) {
    if (array->begin != end)
      file.call()
          .with_part("array " + array->name)
          .damaged(header.data + array->begin, array->begin < end ? "the elements overlap those of another array"
                                                                  : "there is a hole before the elements");
    end = array->end;
  }
  if (end != file.size() - header.data)
    file.call().damaged(header.data + end, "there are bytes behind the last array");
}

Array read_array(const InputFile &file, const StoredArray &stored, std::uint64_t begin,
                 const std::shared_ptr<const Mapping> &mapping) {
  const FileCall call = file.call().with_part("array " + stored.name);
  const auto [shape, dtype] = stored.type();
  const std::uint64_t size = stored.end - stored.begin;
  if (mapping && size > 0)
    if (const auto pages = mapping->bytes().subspan(begin, size); can_be_viewed(pages)) {
      check_elements(dtype, pages, begin, call);
      return view_of(pages, dtype, shape, mapping);
    }
  NewArray fresh = new_array(dtype, shape, call);
  file.read_at(begin, fresh.bytes);
  check_elements(dtype, fresh.bytes, begin, call);
  return std::move(fresh.array);
}

} // namespace

SafetensorsHeader read_safetensors_header(const InputFile &file) {
  std::array<std::byte, 8> first{};
  file.read_at(0, first);
  const auto length = read_number<std::uint64_t>(first, 0);
  if (length > max_safetensors_header || length > file.size() - first.size())
    file.call().damaged(0, "the header would have " + std::to_string(length) + " bytes; expected at most " +
                               std::to_string(std::min(max_safetensors_header, file.size() - first.size())));
  std::string text(length, '\0');
  file.read_at(first.size(), std::as_writable_bytes(std::span(text)));
  SafetensorsHeader header = parse_safetensors_header(text, file.call());
  header.data = first.size() + length;
  check_layout(header, file);
  return header;
}

std::vector<Array> read_arrays(const InputFile &file, const SafetensorsHeader &header, bool mapped) {
  const auto mapping = mapped ? std::make_shared<const Mapping>(file) : nullptr;
  std::vector<Array> arrays;
  for (const StoredArray &stored : header.arrays)
    arrays.push_back(read_array(file, stored, header.data + stored.begin, mapping));
  return arrays;
}

State read_safetensors(const FileCall &call, bool mapped) {
  const InputFile file(call);
  const SafetensorsHeader header = read_safetensors_header(file);
  const std::vector<Array> arrays = read_arrays(file, header, mapped);
  State state;
  for (std::size_t i = 0; i < arrays.size(); ++i)
    add_array(state, header.arrays[i].name, arrays[i], call);
  return state;
}

} // namespace burin::detail

namespace burin::io {

State load_safetensors(const std::string &path, const SafetensorsOptions &options, std::source_location where) {
  return detail::read_safetensors({"io.load_safetensors", path, where}, options.mapped);
}

Metadata load_metadata(const std::string &path, std::source_location where) {
  const detail::InputFile file({"io.load_metadata", path, where});
  return detail::read_safetensors_header(file).metadata;
}

} // namespace burin::io
