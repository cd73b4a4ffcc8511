// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/io/bytes.h"
#include "frontend/io/output_file.h"
#include "frontend/io/safetensors_format.h"

#include <algorithm>
#include <numeric>
#include <unordered_set>

namespace burin::detail {
namespace {

/// Bytes of the arrays, and where each of them begins. Those that fill whole lines of 64 bytes come first, the others
/// by element size: so all of the former can be viewed in place, and every element is aligned, without the holes that
/// the format forbids.
struct Layout {
  std::vector<std::span<const std::byte>> bytes;
  std::vector<std::uint64_t> begins;
  std::vector<std::size_t> order; ///< in the file
};

Layout lay_out(const std::vector<NamedArray> &arrays, const FileCall &call) {
  Layout layout;
  for (const NamedArray &array : arrays)
    layout.bytes.push_back(bytes_of(*array.array, call.with_part("array " + array.name)));
  layout.order.resize(arrays.size());
  std::iota(layout.order.begin(), layout.order.end(), std::size_t{0});
  const auto rank = [&](std::size_t i) {
    return layout.bytes[i].size() % 64 == 0 ? std::size_t{64} : size_of(arrays[i].array->dtype());
  };
  std::ranges::sort(layout.order,
                    [&](std::size_t a, std::size_t b) { return rank(a) != rank(b) ? rank(a) > rank(b) : a < b; });
  layout.begins.resize(arrays.size());
  std::uint64_t at = 0;
  for (const std::size_t i : layout.order) {
    layout.begins[i] = at;
    at += layout.bytes[i].size();
  }
  return layout;
}

std::string metadata_text(const io::Metadata &metadata, const FileCall &call) {
  std::string text = '"' + std::string(metadata_key) + "\":{";
  std::unordered_set<std::string> names;
  for (const auto &[name, value] : metadata) {
    if (!names.insert(name).second)
      call.fail("two texts of the metadata have the name \"" + name + "\"", "Give them different names.");
    text += (names.size() > 1 ? "," : "") + json_string(name, call) + ":" + json_string(value, call);
  }
  return text + "}";
}

std::string array_text(const NamedArray &array, std::uint64_t begin, std::uint64_t end, const FileCall &call) {
  std::string shape;
  for (const std::int64_t extent : array.array->shape())
    shape += (shape.empty() ? "" : ",") + std::to_string(extent);
  return json_string(array.name, call) + ":{\"dtype\":\"" + std::string(safetensors_name_of(array.array->dtype())) +
         "\",\"shape\":[" + shape + "],\"data_offsets\":[" + std::to_string(begin) + "," + std::to_string(end) + "]}";
}

/// With its length before it and spaces behind it, so that elements begin at a multiple of 64.
std::string header_text(const std::vector<NamedArray> &arrays, const io::Metadata &metadata, const Layout &layout,
                        const FileCall &call) {
  std::string json = "{";
  if (!metadata.empty())
    json += metadata_text(metadata, call);
  for (std::size_t i = 0; i < arrays.size(); ++i)
    json += (json.size() > 1 ? "," : "") +
            array_text(arrays[i], layout.begins[i], layout.begins[i] + layout.bytes[i].size(), call);
  json += "}";
  json.append((64 - (8 + json.size()) % 64) % 64, ' ');
  if (json.size() > max_safetensors_header)
    call.fail("the names and metadata have " + std::to_string(json.size()) + " bytes; expected at most " +
                  std::to_string(max_safetensors_header),
              "Save fewer arrays, or less metadata.");
  std::string text;
  append_number<std::uint64_t>(text, json.size());
  return text + json;
}

} // namespace

void write_safetensors(const FileCall &call, const std::vector<NamedArray> &arrays, const io::Metadata &metadata) {
  require_distinct_names(arrays, call);
  for (const NamedArray &array : arrays)
    if (array.name == metadata_key)
      call.fail("no array can have the name \"" + array.name + "\"", "Give it another name.");
  const Layout layout = lay_out(arrays, call);
  const std::string header = header_text(arrays, metadata, layout, call);
  OutputFile file(call);
  file.write(header);
  for (const std::size_t i : layout.order)
    file.write(layout.bytes[i]);
  file.commit();
}

} // namespace burin::detail

void burin::io::save_safetensors(const std::string &path, const State &state, const SaveOptions &options,
                                 std::source_location where) {
  detail::write_safetensors({"io.save_safetensors", path, where}, detail::named_arrays(state), options.metadata);
}
