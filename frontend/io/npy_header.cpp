// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/io/npy_format.h"

#include <charconv>
#include <optional>

namespace burin::detail {
namespace {

/// The header is a Python dict of literals: {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }
class HeaderParser {
public:
  HeaderParser(std::string_view text, std::uint64_t begin, const FileCall &call)
      : text_(text), begin_(begin), call_(call) {}

  NpyHeader parse() {
    expect('{');
    while (!take('}')) {
      entry();
      if (!take(',')) {
        expect('}');
        break;
      }
    }
    skip_spaces();
    if (at_ != text_.size())
      wrong("text behind the header's dict");
    if (!descr_ || !order_ || !extents_)
      wrong("the header lacks " + std::string(!descr_ ? "'descr'" : !order_ ? "'fortran_order'" : "'shape'"));
    NpyHeader header{.fortran_order = *order_, .extents = std::move(*extents_)};
    element_type(*descr_, header);
    return header;
  }

private:
  [[noreturn]] void wrong(const std::string &problem) const { call_.damaged(begin_ + at_, problem); }

  void skip_spaces() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t' || text_[at_] == '\r'))
      ++at_;
  }
  bool take(char c) {
    skip_spaces();
    const bool found = at_ < text_.size() && text_[at_] == c;
    at_ += found;
    return found;
  }
  void expect(char c) {
    if (!take(c))
      wrong(std::string("the header is no dict of an array; expected '") + c + "'");
  }
  bool take_word(std::string_view word) {
    skip_spaces();
    const bool found = text_.substr(at_).starts_with(word);
    at_ += found ? word.size() : 0;
    return found;
  }

  std::string_view string() {
    skip_spaces();
    const char quote = at_ < text_.size() ? text_[at_] : '\0';
    const std::size_t end = quote == '\'' || quote == '"' ? text_.find(quote, at_ + 1) : std::string_view::npos;
    if (end == std::string_view::npos)
      wrong("the header is no dict of an array; expected a string");
    const std::string_view value = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    return value;
  }

  void entry() {
    const std::string_view key = string();
    expect(':');
    if (key == "descr" && !descr_)
      descr_ = description();
    else if (key == "fortran_order" && !order_)
      order_ = boolean();
    else if (key == "shape" && !extents_)
      extents_ = shape();
    else
      wrong("the header has another key, or one twice: '" + std::string(key) + "'");
  }

  std::string_view description() {
    skip_spaces();
    if (at_ < text_.size() && text_[at_] == '[')
      call_.unsupported("its elements are records with fields, which Burin does not have",
                        "Save the fields as arrays of their own.");
    return string();
  }

  bool boolean() {
    if (take_word("True"))
      return true;
    if (!take_word("False"))
      wrong("the header is no dict of an array; expected True or False");
    return false;
  }

  std::vector<std::int64_t> shape() {
    expect('(');
    std::vector<std::int64_t> extents;
    while (!take(')')) {
      if (extents.size() == max_npy_axes)
        wrong("the shape has more than " + std::to_string(max_npy_axes) + " axes");
      extents.push_back(extent());
      if (!take(',')) {
        if (extents.size() == 1)
          wrong("the shape is no tuple; expected ','");
        expect(')');
        break;
      }
    }
    return extents;
  }

  std::int64_t extent() {
    skip_spaces();
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
    if (error != std::errc() || value < 0)
      wrong("an extent of the shape is no number of elements");
    at_ = static_cast<std::size_t>(end - text_.data());
    take('L'); // of Python 2
    return value;
  }

  void element_type(std::string_view descr, NpyHeader &header) const {
    std::string_view rest = descr;
    if (!rest.empty() && std::string_view("<>=|").find(rest.front()) != std::string_view::npos) {
      header.big_endian = rest.front() == '>';
      rest.remove_prefix(1);
    }
    struct Known {
      std::string_view text;
      DType dtype;
    };
    constexpr Known known[] = {{"b1", bool_}, {"i1", i8},  {"i2", i16}, {"i4", i32}, {"i8", i64},
                               {"u1", u8},    {"u2", u16}, {"u4", u32}, {"u8", u64}, {"f2", f16},
                               {"V2", bf16},  {"f4", f32}, {"f8", f64}};
    for (const auto &[text, dtype] : known)
      if (rest == text) {
        header.dtype = dtype;
        return;
      }
    call_.unsupported("its elements have NumPy's type '" + std::string(descr) + "', which Burin does not have",
                      "Convert them in NumPy before saving, as with x.astype(numpy.float32).");
  }

  std::string_view text_;
  std::uint64_t begin_;
  const FileCall &call_;
  std::size_t at_ = 0;
  std::optional<std::string_view> descr_;
  std::optional<bool> order_;
  std::optional<std::vector<std::int64_t>> extents_;
};

std::string_view description_of(DType dtype) {
  constexpr std::string_view names[dtype_count] = {"|b1", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2",
                                                   "<u4", "<u8", "<f2", "<V2", "<f4", "<f8"};
  return names[static_cast<int>(dtype)];
}

} // namespace

NpyHeader parse_npy_header(std::string_view text, std::uint64_t begin, const FileCall &call) {
  return HeaderParser(text, begin, call).parse();
}

std::string npy_preamble(DType dtype, const Shape &shape, const FileCall &call) {
  if (shape.ndim() > max_npy_axes)
    call.unsupported("an array of NumPy has at most " + std::to_string(max_npy_axes) + " axes, got " +
                         std::to_string(shape.ndim()),
                     "Reshape it first, or save it as safetensors.");
  std::string text =
      "{'descr': '" + std::string(description_of(dtype)) + "', 'fortran_order': False, 'shape': " + shape.str() + ", }";
  // NumPy leaves room for the first extent to grow to 21 digits, and puts the elements at a multiple of 64.
  if (!shape.empty())
    text.append(21 - std::to_string(shape[0]).size(), ' ');
  text.append(64 - (11 + text.size()) % 64, ' ').append("\n");
  const auto length = static_cast<std::uint16_t>(text.size());
  std::string magic("\x93NUMPY\x01\x00", 8);
  magic += static_cast<char>(length & 0xff);
  magic += static_cast<char>(length >> 8);
  return magic + text;
}

} // namespace burin::detail
