// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/frontend/error_text.h"
#include "tests/io/folder.h"

#include <burin/io.h>

#include <cstdint>
#include <numeric>

using namespace burin;

namespace {

template <class T> std::vector<T> counted(std::size_t count) {
  std::vector<T> values(count);
  std::iota(values.begin(), values.end(), T{});
  return values;
}

/// An npy file with this header, whatever it says.
std::string with_header(const std::string &header, const std::string &elements) {
  std::string text("\x93NUMPY\x01\x00", 8);
  text += static_cast<char>(header.size() & 0xff);
  text += static_cast<char>(header.size() >> 8);
  return text + header + elements;
}

std::string float_header(const std::string &shape) {
  return "{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + "}";
}

std::string load_error(const std::string &bytes) {
  const Folder folder;
  write_file(folder / "x.npy", bytes);
  return text_of_error<IoError>([&] { io::load_npy(folder / "x.npy"); });
}

TEST(Npy, reads_every_version_of_the_format) {
  for (const char *version : {"1", "2", "3"}) {
    const Array x = io::load_npy(golden("version") + version + ".npy");
    EXPECT_EQ(x.shape(), (Shape{2, 3}));
    EXPECT_EQ(x.to_vector<float>(), counted<float>(6));
  }
}

TEST(Npy, reads_fortran_order_and_big_endian_as_row_major) {
  const Array fortran = io::load_npy(golden("fortran.npy"));
  EXPECT_EQ(fortran.shape(), (Shape{2, 3, 4}));
  EXPECT_EQ(fortran.to_vector<std::int16_t>(), counted<std::int16_t>(24));
  EXPECT_EQ(io::load_npy(golden("big_endian.npy")).to_vector<double>(), counted<double>(6));
}

TEST(Npy, writes_the_bytes_that_numpy_writes) {
  const Folder folder;
  io::save_npy(folder / "x.npy", io::load_npy(golden("version1.npy")));
  EXPECT_EQ(read_file(folder / "x.npy"), read_file(golden("version1.npy")));
}

TEST(Npy, saves_and_loads_scalars_and_arrays_without_elements) {
  const Folder folder;
  io::save_npy(folder / "scalar.npy", Array::of(2.5));
  EXPECT_EQ(io::load_npy(folder / "scalar.npy").shape(), Shape{});
  EXPECT_EQ(io::load_npy(folder / "scalar.npy").item<double>(), 2.5);
  io::save_npy(folder / "empty.npy", Array::from_buffer(std::vector<float>{}, {3, 0}));
  EXPECT_EQ(io::load_npy(folder / "empty.npy").shape(), (Shape{3, 0}));
}

TEST(Npy, a_file_that_ends_early_is_an_error_at_every_byte) {
  expect_error_at_every_end(read_file(golden("version1.npy")), [](const std::string &path) { io::load_npy(path); });
}

TEST(Npy, catches_a_second_array_in_the_file) {
  const std::string whole = read_file(golden("version1.npy"));
  expect_pieces(load_error(whole + whole), {"x.npy, byte 128: the elements do not fit the header; expected 24 bytes"});
}

TEST(Npy, catches_headers_that_are_none) {
  expect_pieces(load_error("PK\x03\x04 and so on, no array at all"), {"byte 0: this is no npy file"});
  expect_pieces(load_error(with_header("[1, 2]", "")), {"byte 10: the header is no dict of an array"});
  expect_pieces(load_error(with_header("{'descr': '<f4', 'shape': (1,)}", "")), {"the header lacks 'fortran_order'"});
  expect_pieces(load_error(with_header("{'descr': '<f4', 'descr': '<f4'}", "")), {"one twice: 'descr'"});
  expect_pieces(load_error(with_header(float_header("(1,)") + " x", "")), {"text behind the header's dict"});
  expect_pieces(load_error(with_header(float_header("(1)"), "1234")), {"the shape is no tuple"});
  expect_pieces(load_error(with_header(float_header("(-1,)"), "")), {"an extent of the shape is no number"});
}

TEST(Npy, catches_shapes_whose_bytes_cannot_be_counted) {
  const std::string huge = float_header("(4611686018427387904, 4611686018427387904)");
  expect_pieces(load_error(with_header(huge, "")), {"expected more than 2^63 bytes, got 0"});
  expect_pieces(load_error(with_header(float_header("(99999999999999999999,)"), "")), {"is no number of elements"});
  // Too many elements in one axis, none in another.
  expect_pieces(load_error(with_header(float_header("(0, 4611686018427387904, 4)"), "")), {"more than 2^63"});
  std::string axes = "(";
  for (int i = 0; i < 65; ++i)
    axes += "1, ";
  expect_pieces(load_error(with_header(float_header(axes + ")"), "1234")), {"more than 64 axes"});
}

TEST(Npy, does_not_flag_headers_of_other_writers) {
  const Folder folder;
  write_file(folder / "x.npy", with_header("{\"shape\":(2L,),'fortran_order':True,\"descr\":'=f4'}\t\n", "12345678"));
  EXPECT_EQ(io::load_npy(folder / "x.npy").shape(), Shape{2});
}

TEST(Npy, catches_a_bool_that_is_none) {
  const std::string header = "{'descr': '|b1', 'fortran_order': False, 'shape': (3,)}";
  expect_pieces(load_error(with_header(header, std::string("\0\1\7", 3))),
                {"byte 67: an element of a bool array is 7; expected 0 or 1"});
}

TEST(Npy, refuses_types_that_burin_does_not_have) {
  const Folder folder;
  for (const char *descr : {"'<c8'", "'|O'", "'<U4'", "'<M8[s]'", "'<f16'", "[('a', '<f4')]"}) {
    const std::string header = std::string("{'descr': ") + descr + ", 'fortran_order': False, 'shape': ()}";
    write_file(folder / "x.npy", with_header(header, "12345678"));
    EXPECT_ERROR(UnsupportedError, io::load_npy(folder / "x.npy"), "which Burin does not have");
  }
  write_file(folder / "x.npy", std::string("\x93NUMPY\x09\x00\x00\x00", 10));
  EXPECT_ERROR(UnsupportedError, io::load_npy(folder / "x.npy"), "version 9.0 of the npy format is not known");
}

TEST(Npy, names_the_call_the_file_and_the_line) {
  std::source_location line;
  const std::string text =
      text_of_error<IoError>([&] { line = std::source_location::current(), io::load_npy("/no/such/directory/x.npy"); });
  EXPECT_EQ(text, "[io.load_npy] /no/such/directory/x.npy cannot be opened: No such file or directory\n  at " +
                      std::string(line.file_name()) + ":" + std::to_string(line.line()) +
                      "\n  Choose a path that exists, with the permission for it and room on its disk.\n"
                      "  See docs/errors.md#ioerror");
}

TEST(Npy, refuses_to_save_what_has_no_elements_to_read) {
  const Folder folder;
  EXPECT_ERROR(Error, io::save_npy(folder / "x.npy", Array()), "x.npy: the array is none");
  EXPECT_TRUE(folder.names().empty());
}

} // namespace
