// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/io/folder.h"

#include <burin/errors.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include <sys/wait.h>
#include <unistd.h>

Folder::Folder() {
  std::string pattern = std::filesystem::temp_directory_path() / "burin-io-XXXXXX";
  path_ = ::mkdtemp(pattern.data());
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::vector<std::string> Folder::names() const {
  std::vector<std::string> list;
  for (const auto &entry : std::filesystem::directory_iterator(path_))
    list.push_back(entry.path().filename());
  std::ranges::sort(list);
  return list;
}

std::string read_file(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_file(const std::string &path, const std::string &bytes) {
  std::filesystem::remove(path); // a file system may wait for the disk when a file is cut to nothing
  std::ofstream(path, std::ios::binary) << bytes;
}

void expect_error_at_every_end(const std::string &whole, const std::function<void(const std::string &path)> &load) {
  const Folder folder;
  write_file(folder / "x", whole);
  EXPECT_NO_THROW(load(folder / "x"));
  for (std::size_t size = whole.size(); size-- > 0;) {
    std::filesystem::resize_file(folder / "x", size);
    EXPECT_THROW(load(folder / "x"), burin::IoError) << size;
  }
}

std::string in_child(const std::function<std::string()> &body) {
  int ends[2];
  EXPECT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const std::string text = body();
    const bool whole = ::write(ends[1], text.data(), text.size()) == static_cast<ssize_t>(text.size());
    ::_exit(whole ? 0 : 1);
  }
  ::close(ends[1]);
  std::string text(1 << 16, '\0');
  text.resize(static_cast<std::size_t>(std::max<ssize_t>(0, ::read(ends[0], text.data(), text.size()))));
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  return text;
}
