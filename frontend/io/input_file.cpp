// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/io/input_file.h"

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace burin::detail {

InputFile::InputFile(const FileCall &call) : call_(call) {
  // Without O_NONBLOCK a pipe that nobody writes into would be waited for.
  descriptor_ = ::open(call_.path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor_ < 0)
    call_.fail_system("cannot be opened", errno);
  struct stat facts{};
  const int error = ::fstat(descriptor_, &facts) == 0 ? 0 : errno;
  size_ = static_cast<std::uint64_t>(facts.st_size);
  if (error == 0 && S_ISREG(facts.st_mode))
    return;
  ::close(descriptor_);
  if (error != 0)
    call_.fail_system("cannot be read", error);
  call_.fail(S_ISDIR(facts.st_mode) ? "it is a directory; expected a file" : "it is no regular file",
             "Name the file itself.");
}

InputFile::~InputFile() { ::close(descriptor_); }

void InputFile::read_at(std::uint64_t offset, std::span<std::byte> to) const {
  while (!to.empty()) {
    const ssize_t got = ::pread(descriptor_, to.data(), to.size(), static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      call_.fail_system("cannot be read", errno);
    if (got == 0)
      call_.damaged(offset, "the file ends here, " + std::to_string(to.size()) + " bytes early");
    to = to.subspan(static_cast<std::size_t>(got));
    offset += static_cast<std::uint64_t>(got);
  }
}

} // namespace burin::detail
