// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/io/mapping.h"

#include "frontend/trace/trace.h"

#include <cerrno>

#include <sys/mman.h>

namespace burin::detail {

Mapping::Mapping(const InputFile &file) {
  if (file.size() == 0) // has no pages
    return;
  void *memory = ::mmap(nullptr, file.size(), PROT_READ, MAP_SHARED, file.descriptor(), 0);
  if (memory == MAP_FAILED)
    file.call().fail_system("cannot be mapped", errno);
  bytes_ = {static_cast<const std::byte *>(memory), file.size()};
}

Mapping::~Mapping() {
  if (!bytes_.empty())
    ::munmap(const_cast<std::byte *>(bytes_.data()), bytes_.size());
}

Array view_of(std::span<const std::byte> bytes, DType dtype, const Shape &shape, std::shared_ptr<const Mapping> owner) {
  return ArrayAccess::wrap(
      NodeRef(new Concrete(dtype, shape, runtime::Buffer::borrow(bytes.data(), std::move(owner)))));
}

} // namespace burin::detail
