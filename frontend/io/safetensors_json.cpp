// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/io/safetensors_format.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <unordered_set>

#include <nlohmann/json.hpp>

namespace burin::detail {
namespace {

using Json = nlohmann::json;

constexpr std::string_view dtype_names[dtype_count] = {"BOOL", "I8",  "I16", "I32",  "I64", "U8", "U16",
                                                       "U32",  "U64", "F16", "BF16", "F32", "F64"};
constexpr std::size_t max_axes = 64;

/// Says how far the parser has read.
struct CountedCharacter {
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char *;
  using reference = const char &;

  const char *at;
  std::uint64_t *count;
  const char &operator*() const { return *at; }
  CountedCharacter &operator++() {
    ++at;
    ++*count;
    return *this;
  }
  friend bool operator==(const CountedCharacter &a, const CountedCharacter &b) { return a.at == b.at; }
};

/// Takes the parser's events where the format allows them.
class HeaderEvents : public nlohmann::json_sax<Json> {
public:
  HeaderEvents(const FileCall &call, const std::uint64_t &read) : call_(call), read_(read) {}
  SafetensorsHeader header;

  bool null() override { unexpected("null"); }
  bool boolean(bool) override { unexpected("a truth value"); }
  bool number_float(double, const std::string &) override { unexpected("a fraction, or a number beyond 64 bits"); }
  bool binary(binary_t &) override { unexpected("binary data"); }
  bool number_integer(std::int64_t) override { unexpected("a negative number"); }
  bool number_unsigned(std::uint64_t value) override {
    if (place_ == Place::shape)
      add_extent(value);
    else if (place_ == Place::offsets && offsets_.size() < 2)
      offsets_.push_back(value);
    else
      unexpected("a number");
    return true;
  }

  bool string(std::string &value) override {
    if (place_ == Place::metadata)
      header.metadata.emplace_back(key_, value);
    else if (place_ == Place::array && key_ == "dtype")
      set_dtype(value);
    else
      unexpected("a text");
    return true;
  }

  bool start_object(std::size_t) override {
    if (place_ == Place::outside)
      place_ = Place::header;
    else if (place_ == Place::header && key_ == metadata_key)
      place_ = Place::metadata;
    else if (place_ == Place::header)
      begin_array();
    else
      unexpected("an object");
    return true;
  }
  bool key(std::string &name) override {
    std::unordered_set<std::string> &known = place_ == Place::header     ? names_
                                             : place_ == Place::metadata ? metadata_names_
                                                                         : fields_;
    if (!known.insert(name).second)
      wrong("the name \"" + name + "\" stands twice");
    key_ = name;
    return true;
  }
  bool end_object() override {
    if (place_ == Place::array)
      finish_array();
    place_ = place_ == Place::header ? Place::outside : Place::header;
    return true;
  }

  bool start_array(std::size_t) override {
    if (place_ == Place::array && key_ == "shape")
      place_ = Place::shape;
    else if (place_ == Place::array && key_ == "data_offsets")
      place_ = Place::offsets;
    else
      unexpected("a list");
    return true;
  }
  bool end_array() override {
    place_ = Place::array;
    return true;
  }

  bool parse_error(std::size_t, const std::string &, const nlohmann::detail::exception &) override {
    wrong("the header is no JSON");
  }

private:
  enum class Place : std::uint8_t { outside, header, metadata, array, shape, offsets };

  [[noreturn]] void wrong(const std::string &problem) const { call_.damaged(8 + read_, problem); }
  [[noreturn]] void unexpected(const std::string &what) const {
    wrong("the header has " + what + " where the format has none");
  }

  void begin_array() {
    place_ = Place::array;
    header.arrays.push_back({.name = key_});
    fields_.clear();
    offsets_.clear();
    dtype_.reset();
  }

  void set_dtype(const std::string &name) {
    const auto at = std::ranges::find(dtype_names, name);
    if (at == std::end(dtype_names))
      call_.with_part("array " + header.arrays.back().name)
          .unsupported("its elements have the type '" + name + "', which Burin does not have",
                       "Convert them before saving, as to F32.");
    dtype_ = static_cast<DType>(at - std::begin(dtype_names));
  }

  void add_extent(std::uint64_t value) {
    std::vector<std::int64_t> &extents = header.arrays.back().extents;
    if (value > static_cast<std::uint64_t>(INT64_MAX) || extents.size() == max_axes)
      wrong("no array has this shape");
    extents.push_back(static_cast<std::int64_t>(value));
  }

  void finish_array() {
    StoredArray &array = header.arrays.back();
    if (fields_.size() != 3 || !dtype_ || !fields_.contains("shape") || offsets_.size() != 2)
      wrong("the array \"" + array.name + "\" lacks its dtype, shape or two data_offsets, or has more");
    array.dtype = *dtype_;
    array.begin = offsets_[0];
    array.end = offsets_[1];
  }

  const FileCall &call_;
  const std::uint64_t &read_;
  Place place_ = Place::outside;
  std::string key_;
  std::unordered_set<std::string> names_, metadata_names_, fields_;
  std::vector<std::uint64_t> offsets_;
  std::optional<DType> dtype_;
};

} // namespace

std::string_view safetensors_name_of(DType dtype) { return dtype_names[static_cast<int>(dtype)]; }

SafetensorsHeader parse_safetensors_header(std::string_view text, const FileCall &call) {
  if (!text.starts_with('{'))
    call.damaged(8, "this is no safetensors file: its header does not begin with '{'");
  if (const std::size_t zero = text.find('\0'); zero != std::string_view::npos)
    call.damaged(8 + zero, "the header is no JSON");
  std::uint64_t read = 0;
  HeaderEvents events(call, read);
  Json::sax_parse(CountedCharacter{text.data(), &read}, CountedCharacter{text.data() + text.size(), &read}, &events);
  return std::move(events.header);
}

std::string json_string(std::string_view text, const FileCall &call) {
  try {
    return Json(text).dump();
  } catch (const Json::exception &) {
    call.fail("the name or text " + std::string(text) + " is not UTF-8", "Spell it in UTF-8.");
  }
}

} // namespace burin::detail
