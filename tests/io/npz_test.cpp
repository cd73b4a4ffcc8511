// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/io/zip_reader.h"
#include "frontend/io/zip_writer.h"
#include "tests/frontend/error_text.h"
#include "tests/io/every_type.h"
#include "tests/io/folder.h"

#include <burin/io.h>

#include <cstdint>

using namespace burin;

namespace {

void expect_every_array(const State &state) {
  EXPECT_EQ(state.size(), 18u);
  expect_every_type(state);
  expect_counted<double>(state, "big_endian");
  expect_counted<std::uint32_t>(state, "big_endian_fortran");
  EXPECT_EQ(state.at("fortran").to_vector<std::int16_t>()[23], 23);
}

std::string load_error(const std::string &bytes) {
  const Folder folder;
  write_file(folder / "x.npz", bytes);
  return text_of_error<IoError>([&] { io::load_npz(folder / "x.npz"); });
}

const State two{{"a", Array::of({1.f, 2.f})}, {"b", Array::of({{1}, {2}})}};

std::string bytes_of_two(const io::NpzOptions &options = {}) {
  const Folder folder;
  io::save_npz(folder / "x.npz", two, options);
  return read_file(folder / "x.npz");
}

TEST(Npz, reads_every_type_stored_and_compressed) {
  expect_every_array(io::load_npz(golden("every.npz")));
  expect_every_array(io::load_npz(golden("compressed.npz")));
}

TEST(Npz, reads_numpys_zip64_records) {
  const State state = io::load_npz(golden("zip64.npz"));
  expect_counted<std::int32_t>(state, "int32");
  EXPECT_EQ(state.at("fortran").shape(), (Shape{2, 3, 4}));
}

TEST(Npz, saves_every_type_and_loads_it_again) {
  const Folder folder;
  const State state = io::load_npz(golden("every.npz"));
  for (const bool compress : {false, true}) {
    io::save_npz(folder / "x.npz", state, {.compress = compress});
    const State again = io::load_npz(folder / "x.npz");
    EXPECT_TRUE(tree::equal(state, again));
    expect_every_array(again);
  }
}

TEST(Npz, equal_arrays_give_equal_bytes) {
  EXPECT_EQ(bytes_of_two({.compress = true}), bytes_of_two({.compress = true}));
}

TEST(Npz, compresses) {
  const Folder folder;
  const State zeros{{"x", Array::from_buffer(std::vector<float>(100000), {100000})}};
  io::save_npz(folder / "x.npz", zeros, {.compress = true});
  EXPECT_LT(read_file(folder / "x.npz").size(), 2000u);
  EXPECT_TRUE(tree::equal(io::load_npz(folder / "x.npz"), zeros));
}

TEST(Npz, keeps_names_as_paths_and_their_order) {
  const Folder folder;
  const State state{
      {"layers[1].kernel", Array::of(1)}, {"a/b", Array::of(2)}, {"", Array::of(3)}, {"Größe", Array::of(4)}};
  io::save_npz(folder / "x.npz", state);
  const State again = io::load_npz(folder / "x.npz");
  std::string names;
  for (const auto &[name, array] : again)
    names += name + ";";
  EXPECT_EQ(names, "layers[1].kernel;a/b;;Größe;");
  io::save_npz(folder / "none.npz", State());
  EXPECT_TRUE(io::load_npz(folder / "none.npz").empty());
}

TEST(Npz, writes_and_reads_records_of_archives_above_4_gib) {
  const Folder folder;
  const detail::FileCall call{"test", folder / "x.zip", {}};
  detail::OutputFile file(call);
  detail::ZipWriter archive(file, 16); // as if 16 bytes were 4 GiB
  const std::string body(1000, 'x');
  archive.add("stored", "head", std::as_bytes(std::span(body)), false);
  archive.add("deflated", "head", std::as_bytes(std::span(body)), true);
  archive.finish();
  file.commit();
  const detail::InputFile again(call);
  const auto entries = detail::read_zip_directory(again);
  ASSERT_EQ(entries.size(), 2u);
  for (const detail::ZipEntry &entry : entries) {
    EXPECT_EQ(entry.size, 1004u);
    const auto source = detail::open_zip_entry(again, entry, call);
    std::string text(1004, '\0');
    source->read(std::as_writable_bytes(std::span(text)));
    source->finish();
    EXPECT_EQ(text, "head" + body);
  }
}

TEST(Npz, a_file_that_ends_early_is_an_error_at_every_byte) {
  for (const std::string &whole : {bytes_of_two(), bytes_of_two({.compress = true}), read_file(golden("zip64.npz"))})
    expect_error_at_every_end(whole, [](const std::string &path) { io::load_npz(path); });
}

TEST(Npz, catches_a_changed_element_by_its_checksum) {
  std::string bytes = bytes_of_two();
  bytes[bytes.find("PK\x03\x04", 1) - 1] ^= 1; // the last element of a
  expect_pieces(load_error(bytes), {"x.npz, entry a.npy, byte 136: the checksum of the entry is another one"});
}

TEST(Npz, catches_names_that_differ_or_repeat) {
  std::string bytes = bytes_of_two();
  bytes[30] = 'c';
  expect_pieces(load_error(bytes), {"another name than in the directory"});
  bytes = bytes_of_two();
  for (std::size_t at = 0; (at = bytes.find("b.npy", at)) != std::string::npos;)
    bytes[at] = 'a';
  expect_pieces(load_error(bytes), {"two arrays have the name"});
}

TEST(Npz, catches_what_is_no_array) {
  const Folder folder;
  const detail::FileCall call{"test", folder / "x.npz", {}};
  detail::OutputFile file(call);
  detail::ZipWriter archive(file);
  archive.add("readme.txt", "hello", {}, false);
  archive.finish();
  file.commit();
  EXPECT_ERROR(IoError, io::load_npz(folder / "x.npz"), "entry readme.txt: it is no array");
}

TEST(Npz, catches_an_entry_that_claims_to_inflate_to_more_than_it_can) {
  std::string bytes = bytes_of_two({.compress = true});
  const std::size_t directory = bytes.find("PK\x01\x02");
  bytes[directory + 24 + 3] = '\x40'; // 1 GiB
  expect_pieces(load_error(bytes), {"entry a.npy", "bytes cannot hold 1073"});
}

TEST(Npz, refuses_what_is_encrypted_or_compressed_otherwise) {
  const Folder folder;
  std::string bytes = bytes_of_two();
  const std::size_t directory = bytes.find("PK\x01\x02");
  bytes[directory + 10] = 12; // bzip2
  write_file(folder / "x.npz", bytes);
  EXPECT_ERROR(UnsupportedError, io::load_npz(folder / "x.npz"),
               "compressed by method 12; expected stored or deflated");
  bytes[directory + 8] = 1;
  write_file(folder / "x.npz", bytes);
  EXPECT_ERROR(UnsupportedError, io::load_npz(folder / "x.npz"), "it is encrypted or patched");
}

TEST(Npz, saves_nothing_when_one_array_is_none) {
  const Folder folder;
  EXPECT_ERROR(Error, io::save_npz(folder / "x.npz", {{"a", Array::of(1)}, {"b", Array()}}),
               "entry b: the array is none");
  EXPECT_TRUE(folder.names().empty());
}

} // namespace
