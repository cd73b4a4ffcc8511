// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Every save replaces a file as a whole, or leaves the old one.
#include "tests/frontend/error_text.h"
#include "tests/io/folder.h"

#include <burin/io.h>

#include <csignal>

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace burin;

namespace {

const Array small = Array::of({1.f, 2.f});
Array large() { return Array::from_buffer(std::vector<float>(100000, 7.f), {100000}); }

TEST(Replace, leaves_nothing_but_the_file) {
  const Folder folder;
  io::save_npy(folder / "x.npy", large());
  io::save_npy(folder / "x.npy", small);
  EXPECT_EQ(folder.names(), std::vector<std::string>{"x.npy"});
  EXPECT_EQ(io::load_npy(folder / "x.npy").size(), 2);
}

TEST(Replace, keeps_the_mode_and_goes_through_links) {
  const Folder folder;
  io::save_npy(folder / "real.npy", small);
  ::chmod((folder / "real.npy").c_str(), 0640);
  ASSERT_EQ(::symlink("real.npy", (folder / "link.npy").c_str()), 0);
  io::save_npy(folder / "link.npy", large());
  EXPECT_TRUE(std::filesystem::is_symlink(folder / "link.npy"));
  EXPECT_EQ(io::load_npy(folder / "real.npy").size(), 100000);
  struct stat facts{};
  ::stat((folder / "real.npy").c_str(), &facts);
  EXPECT_EQ(facts.st_mode & 07777, 0640u);
}

TEST(Replace, a_relative_path_is_one_of_the_working_directory) {
  const Folder folder;
  const std::string text = in_child([&] {
    std::filesystem::current_path(folder.path());
    io::save_npy("x.npy", small);
    return std::to_string(io::load_npy("x.npy").size());
  });
  EXPECT_EQ(text, "2");
  EXPECT_EQ(folder.names(), std::vector<std::string>{"x.npy"});
}

TEST(Replace, catches_a_full_disk) {
  EXPECT_ERROR(IoError, io::save_npy("/dev/full", small), "[io.save_npy] /dev/full cannot be written: No space left");
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/full"));
}

TEST(Replace, catches_a_write_that_stops_in_the_middle_and_keeps_the_old_file) {
  const Folder folder;
  io::save_npy(folder / "x.npy", small);
  const std::string text = in_child([&] {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{4096, 4096};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    return text_of_error<IoError>([&] { io::save_npy(folder / "x.npy", large()); });
  });
  expect_pieces(text, {"x.npy cannot be written: File too large"});
  EXPECT_EQ(folder.names(), std::vector<std::string>{"x.npy"});
  EXPECT_EQ(io::load_npy(folder / "x.npy").size(), 2);
}

TEST(Replace, catches_directories_and_paths_that_do_not_exist) {
  const Folder folder;
  EXPECT_ERROR(IoError, io::save_npy(folder.path(), small), "it is a directory; expected a file");
  EXPECT_ERROR(IoError, io::load_npy(folder.path()), "it is a directory; expected a file");
  EXPECT_ERROR(IoError, io::load_npy("/dev/zero"), "it is no regular file");
  EXPECT_ERROR(IoError, io::save_npy(folder / "no/x.npy", small), "no/x.npy cannot be written: No such file");
  EXPECT_ERROR(IoError, io::save_npy("", small), "cannot be written: No such file");
}

TEST(Replace, does_not_wait_for_a_pipe) {
  const Folder folder;
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  EXPECT_ERROR(IoError, io::load_npy(folder / "pipe"), "it is no regular file");
}

TEST(Replace, catches_a_lack_of_permission) {
  const Folder folder;
  io::save_npy(folder / "x.npy", small);
  ::chmod((folder / "x.npy").c_str(), 0);
  ::chmod(folder.path().c_str(), 0555);
  const std::string text = in_child([&] {
    if (::getuid() == 0 && ::setuid(65534) != 0)
      return std::string("cannot change the user");
    return text_of_error<IoError>([&] { io::load_npy(folder / "x.npy"); }) + "\n" +
           text_of_error<IoError>([&] { io::save_npy(folder / "y.npy", small); });
  });
  ::chmod(folder.path().c_str(), 0755);
  expect_pieces(text, {"x.npy cannot be opened: Permission denied", "y.npy cannot be written: Permission denied"});
}

} // namespace
