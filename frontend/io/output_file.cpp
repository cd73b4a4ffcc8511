// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/io/output_file.h"

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace burin::detail {
namespace {

std::string directory_of(const std::string &path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "./" : path.substr(0, slash + 1);
}

/// Where the links lead, so that a save goes through them.
std::string real_path(const std::string &path) {
  char *resolved = ::realpath(path.c_str(), nullptr);
  if (!resolved)
    return path;
  std::string text(resolved);
  std::free(resolved);
  return text;
}

/// Makes a rename survive a power failure. Not every file system can: that is no reason to call the save failed.
void sync_directory(const std::string &directory) {
  const int descriptor = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0)
    return;
  ::fsync(descriptor);
  ::close(descriptor);
}

} // namespace

OutputFile::OutputFile(const FileCall &call) : call_(call), target_(real_path(call.path)) {
  struct stat old{};
  const bool exists = ::stat(target_.c_str(), &old) == 0;
  if (exists && S_ISDIR(old.st_mode))
    call_.fail("it is a directory; expected a file", "Name a file in it.");
  if (exists && !S_ISREG(old.st_mode)) {
    descriptor_ = ::open(target_.c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor_ < 0)
      fail(errno);
    return;
  }
  if (exists)
    mode_ = old.st_mode & 07777;
  open_beside_target();
  if (exists && ::fchmod(descriptor_, mode_) != 0)
    fail(errno);
}

void OutputFile::open_beside_target() {
  static std::atomic<unsigned> number{0};
  const std::string stem = directory_of(target_) + ".burin-" + std::to_string(::getpid()) + "-";
  do {
    temporary_ = stem + std::to_string(number++) + ".tmp";
    descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode_);
  } while (descriptor_ < 0 && errno == EEXIST);
  if (descriptor_ >= 0)
    return;
  temporary_.clear();
  fail(errno);
}

OutputFile::~OutputFile() { discard(); }

void OutputFile::discard() noexcept {
  if (descriptor_ >= 0)
    ::close(std::exchange(descriptor_, -1));
  if (!temporary_.empty())
    std::remove(temporary_.c_str());
  temporary_.clear();
}

void OutputFile::fail(int error) {
  discard();
  call_.fail_system("cannot be written", error);
}

void OutputFile::write(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR)
      continue;
    if (written < 0)
      fail(errno);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
    position_ += static_cast<std::uint64_t>(written);
  }
}

void OutputFile::commit() {
  const bool replaces = !temporary_.empty();
  if (replaces && ::fsync(descriptor_) != 0)
    fail(errno);
  if (::close(std::exchange(descriptor_, -1)) != 0)
    fail(errno);
  if (!replaces)
    return;
  if (std::rename(temporary_.c_str(), target_.c_str()) != 0)
    fail(errno);
  temporary_.clear();
  sync_directory(directory_of(target_));
}

} // namespace burin::detail
