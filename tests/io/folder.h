// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

/// A new directory, removed at the end of the test.
class Folder {
public:
  Folder();
  ~Folder();
  Folder(const Folder &) = delete;
  Folder &operator=(const Folder &) = delete;

  std::string operator/(const std::string &name) const { return path_ / name; }
  std::string path() const { return path_; }
  std::vector<std::string> names() const; ///< sorted

private:
  std::filesystem::path path_;
};

std::string read_file(const std::string &path);
void write_file(const std::string &path, const std::string &bytes);
inline std::string golden(const std::string &name) { return BURIN_GOLDEN "/io/" + name; }

/// Loading is an IoError when the file ends early, after every number of bytes.
void expect_error_at_every_end(const std::string &whole, const std::function<void(const std::string &path)> &load);

/// What a child process that runs `body` gives; it has to end by itself. For what would disturb the
/// others, as limits and users.
std::string in_child(const std::function<std::string()> &body);
