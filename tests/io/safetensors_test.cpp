// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/frontend/error_text.h"
#include "tests/io/every_type.h"
#include "tests/io/folder.h"

#include <burin/io.h>

#include <cstdio>
#include <sstream>

using namespace burin;

namespace {

/// A file with this header.
std::string with_header(const std::string &header, const std::string &elements = {}) {
  std::string text;
  for (std::size_t rest = header.size(), i = 0; i < 8; ++i, rest >>= 8)
    text += static_cast<char>(rest & 0xff);
  return text + header + elements;
}

std::string entry(const std::string &name, const std::string &shape, const std::string &offsets,
                  const std::string &dtype = "F32") {
  return "\"" + name + "\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}";
}

template <class E = IoError> std::string load_error(const std::string &bytes) {
  const Folder folder;
  write_file(folder / "x.safetensors", bytes);
  const auto error = [&](bool mapped) {
    return text_of_error<E>([&] { io::load_safetensors(folder / "x.safetensors", {.mapped = mapped}); });
  };
  EXPECT_EQ(error(true), error(false));
  return error(true);
}

/// Which bytes of this process are pages of the file.
bool is_view(const Array &x, const std::string &path) {
  const detail::FileCall call{"test", "", {}};
  const auto at = reinterpret_cast<std::uintptr_t>(detail::bytes_of(x, call).data());
  std::istringstream maps(read_file("/proc/self/maps"));
  for (std::string line; std::getline(maps, line);) {
    std::uintptr_t begin = 0, end = 0;
    if (std::sscanf(line.c_str(), "%lx-%lx", &begin, &end) == 2 && begin <= at && at < end)
      return line.ends_with(path);
  }
  return false;
}

State mixed() {
  return {{"flag", Array::of({true, false, true})},
          {"kernel", Array::from_buffer(std::vector<float>(32, 3.f), {2, 16})},
          {"bias", Array::of({1.f, 2.f, 3.f})},
          {"table", Array::from_buffer(std::vector<double>(64, 0.5), {64})},
          {"empty", Array::from_buffer(std::vector<float>{}, {0, 4})}};
}

TEST(Safetensors, reads_what_the_reference_writes) {
  for (const bool mapped : {true, false}) {
    const State state = io::load_safetensors(golden("every.safetensors"), {.mapped = mapped});
    EXPECT_EQ(state.size(), 15u);
    expect_every_type(state);
  }
  EXPECT_EQ(io::load_metadata(golden("every.safetensors")), (io::Metadata{{"format", "np"}, {"said", "\"Größe\""}}));
}

TEST(Safetensors, saves_and_loads_every_type_in_order) {
  const Folder folder;
  const State state = io::load_safetensors(golden("every.safetensors"));
  io::save_safetensors(folder / "x.safetensors", state);
  for (const bool mapped : {true, false})
    EXPECT_TRUE(tree::equal(io::load_safetensors(folder / "x.safetensors", {.mapped = mapped}), state));
  EXPECT_TRUE(io::load_metadata(folder / "x.safetensors").empty());
}

TEST(Safetensors, views_the_pages_of_the_file_where_elements_are_aligned) {
  const Folder folder;
  io::save_safetensors(folder / "x", mixed());
  const State state = io::load_safetensors(folder / "x");
  EXPECT_TRUE(tree::equal(state, mixed()));
  EXPECT_TRUE(is_view(state.at("kernel"), folder / "x"));
  EXPECT_TRUE(is_view(state.at("table"), folder / "x"));
  EXPECT_TRUE(is_view(state.at("bias"), folder / "x")); // the first behind whole lines
  EXPECT_FALSE(is_view(state.at("flag"), folder / "x"));
  for (const auto &[name, array] : io::load_safetensors(folder / "x", {.mapped = false}))
    EXPECT_FALSE(is_view(array, folder / "x")) << name;
}

TEST(Safetensors, views_outlive_the_file_and_what_replaces_it) {
  const Folder folder;
  io::save_safetensors(folder / "x", mixed());
  const Array kernel = io::load_safetensors(folder / "x").at("kernel");
  io::save_safetensors(folder / "x", {{"other", Array::of(1)}});
  std::filesystem::remove(folder / "x");
  EXPECT_EQ(kernel.to_vector<float>(), std::vector<float>(32, 3.f));
}

TEST(Safetensors, keeps_metadata_and_names_of_any_letters) {
  const Folder folder;
  const io::Metadata metadata{{"format", "pt"}, {"\"quoted\"\\", "two\nlines"}, {"Größe", ""}};
  const State state{{"a\"b\\c\n", Array::of(1)}, {"", Array::of(2)}, {"größe", Array::of(3)}};
  io::save_safetensors(folder / "x", state, {.metadata = metadata});
  EXPECT_EQ(io::load_metadata(folder / "x"), metadata);
  EXPECT_TRUE(tree::equal(io::load_safetensors(folder / "x"), state));
}

TEST(Safetensors, does_not_flag_a_file_without_arrays) {
  const Folder folder;
  io::save_safetensors(folder / "x", State());
  EXPECT_TRUE(io::load_safetensors(folder / "x").empty());
  write_file(folder / "x", with_header("{}"));
  EXPECT_TRUE(io::load_safetensors(folder / "x").empty());
}

TEST(Safetensors, a_file_that_ends_early_is_an_error_at_every_byte) {
  for (const bool mapped : {true, false})
    expect_error_at_every_end(read_file(golden("every.safetensors")),
                              [&](const std::string &path) { io::load_safetensors(path, {.mapped = mapped}); });
}

TEST(Safetensors, catches_headers_longer_than_the_file_or_the_limit) {
  expect_pieces(load_error(std::string(8, '\xff')), {"byte 0: the header would have 18446744073709551615 bytes"});
  expect_pieces(load_error(std::string("\x00\xe1\xf5\x05\0\0\0\0", 8) + "{}"), {"expected at most 2"});
}

TEST(Safetensors, catches_headers_that_are_no_json) {
  expect_pieces(load_error(with_header("[]")), {"byte 8: this is no safetensors file"});
  expect_pieces(load_error(with_header("{\"a\":")), {"x.safetensors, byte 13: the header is no JSON"});
  expect_pieces(load_error(with_header("{} x")), {"the header is no JSON"});
  expect_pieces(load_error(with_header(std::string("{}\0", 3))), {"byte 10: the header is no JSON"});
  expect_pieces(load_error(with_header("{\"\xff\":1}")), {"the header is no JSON"});
  expect_pieces(load_error(with_header("{\"a\":" + std::string(1000, '['))), {"a list where the format has none"});
  expect_pieces(load_error(with_header("{\"a\":null}")), {"null where the format has none"});
  expect_pieces(load_error(with_header("{\"__metadata__\":{\"a\":1}}")), {"a number where the format has none"});
}

TEST(Safetensors, catches_arrays_with_too_little_or_too_much_to_say) {
  expect_pieces(load_error(with_header("{\"a\":{\"dtype\":\"F32\",\"shape\":[]}}", "1234")), {"\"a\" lacks its dtype"});
  expect_pieces(load_error(with_header("{" + entry("a", "[]", "[0]") + "}", "1234")), {"two data_offsets"});
  expect_pieces(load_error(with_header("{" + entry("a", "[]", "[0,4,8]") + "}", "1234")), {"a number where"});
  expect_pieces(load_error(with_header("{" + entry("a", "[-1]", "[0,4]") + "}", "1234")), {"a negative number"});
  expect_pieces(load_error(with_header("{" + entry("a", "[1.5]", "[0,4]") + "}", "1234")), {"a fraction"});
  expect_pieces(load_error(with_header("{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\"}}")), {"\"dtype\" stands twice"});
}

TEST(Safetensors, catches_a_name_that_stands_twice) {
  const std::string header = "{" + entry("a", "[1]", "[0,4]") + "," + entry("a", "[1]", "[4,8]") + "}";
  expect_pieces(load_error(with_header(header, "12345678")), {"the name \"a\" stands twice"});
}

TEST(Safetensors, catches_sizes_that_do_not_fit) {
  expect_pieces(load_error(with_header("{" + entry("a", "[2]", "[0,4]") + "}", "1234")),
                {"array a, byte 62: the elements from 0 to 4 do not fit the shape and dtype; expected 8 bytes"});
  expect_pieces(load_error(with_header("{" + entry("a", "[1]", "[4,0]") + "}", "1234")), {"from 4 to 0 do not fit"});
  expect_pieces(load_error(with_header("{" + entry("a", "[1]", "[0,8]") + "}", "1234")),
                {"expected elements up to byte 8 of 4"});
  const std::string huge = "[9223372036854775807,9223372036854775807]";
  expect_pieces(load_error(with_header("{" + entry("a", huge, "[0,4]") + "}", "1234")), {"expected more than 2^63"});
  expect_pieces(load_error(with_header("{" + entry("a", "[9223372036854775808]", "[0,4]") + "}", "1234")),
                {"no array has this shape"});
}

TEST(Safetensors, catches_overlaps_holes_and_bytes_behind_the_last_array) {
  const auto two = [](const char *a, const char *b, const char *elements) {
    return load_error(with_header("{" + entry("a", "[1]", a) + "," + entry("b", "[1]", b) + "}", elements));
  };
  expect_pieces(two("[0,4]", "[2,6]", "123456"), {"array b, byte 117: the elements overlap"});
  expect_pieces(two("[0,4]", "[5,9]", "123456789"), {"array b, byte 120: there is a hole"});
  expect_pieces(two("[0,4]", "[4,8]", "123456789"), {"there are bytes behind the last array"});
}

TEST(Safetensors, does_not_flag_arrays_in_another_order_than_their_bytes) {
  const Folder folder;
  write_file(folder / "x",
             with_header("{" + entry("a", "[1]", "[4,8]", "I32") + "," + entry("b", "[]", "[0,4]", "I32") + "}  ",
                         std::string("\2\0\0\0\1\0\0\0", 8)));
  const State state = io::load_safetensors(folder / "x");
  EXPECT_EQ(state.at("a").item<std::int32_t>(), 1);
  EXPECT_EQ(state.at("b").item<std::int32_t>(), 2);
  EXPECT_EQ(state.begin()->first, "a");
}

TEST(Safetensors, catches_a_bool_that_is_none) {
  expect_pieces(load_error(with_header("{" + entry("a", "[2]", "[0,2]", "BOOL") + "}", "\1\2")),
                {"array a, byte 64: an element of a bool array is 2"});
}

TEST(Safetensors, refuses_types_that_burin_does_not_have) {
  expect_pieces(load_error<UnsupportedError>(with_header("{" + entry("a", "[1]", "[0,1]", "F8_E4M3") + "}", "1")),
                {"array a: its elements have the type 'F8_E4M3', which Burin does not have"});
}

TEST(Safetensors, catches_names_that_cannot_be_written) {
  const Folder folder;
  const auto save = [&](const char *name) { io::save_safetensors(folder / "x", {{name, Array::of(1)}}); };
  EXPECT_ERROR(IoError, save("__metadata__"), "no array can have the name \"__metadata__\"");
  EXPECT_ERROR(IoError, save("\xff"), "is not UTF-8");
  const State twice{{"a", Array::of(1)}, {".a", Array::of(2)}};
  EXPECT_ERROR(IoError, io::save_safetensors(folder / "x", twice), "two arrays have the name \"a\"");
  EXPECT_ERROR(IoError, io::save_npz(folder / "x", twice), "two arrays have the name \"a\"");
  EXPECT_ERROR(IoError, io::save_safetensors(folder / "x", {}, {.metadata = {{"a", "1"}, {"a", "2"}}}),
               "two texts of the metadata have the name \"a\"");
  EXPECT_TRUE(folder.names().empty());
}

} // namespace
