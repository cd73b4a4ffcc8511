// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/io/file_call.h"

#include "burin/errors.h"
#include "frontend/trace/message.h"
#include "frontend/trace/trace.h"

#include <algorithm>
#include <system_error>

namespace burin::detail {
namespace {

std::string place(const FileCall &call) { return call.path + (call.part.empty() ? "" : ", " + call.part); }

std::string text(const FileCall &call, std::string_view problem, std::string_view cure, std::string_view anchor) {
  return Message(call.op, problem).at(call.line).cure(cure).text(anchor);
}

} // namespace

void FileCall::fail(std::string_view problem, std::string_view cure) const {
  throw IoError(text(*this, place(*this) + ": " + std::string(problem), cure, "ioerror"));
}

void FileCall::fail_system(std::string_view problem, int error) const {
  const std::string reason = std::generic_category().message(error);
  throw IoError(text(*this, path + " " + std::string(problem) + ": " + reason,
                     "Choose a path that exists, with the permission for it and room on its disk.", "ioerror"));
}

void FileCall::damaged(std::uint64_t offset, std::string_view problem) const {
  throw IoError(text(*this, place(*this) + ", byte " + std::to_string(offset) + ": " + std::string(problem),
                     "The file is damaged, or of another format: write it again.", "ioerror"));
}

void FileCall::unsupported(std::string_view problem, std::string_view cure) const {
  throw UnsupportedError(text(*this, place(*this) + ": " + std::string(problem), cure, "unsupportederror"));
}

std::span<const std::byte> bytes_of(const Array &array, const FileCall &call) {
  if (array.is_none())
    throw Error(text(call, place(call) + ": the array is none", "Give it a value first.", "error"));
  const Concrete &value = require_value(array, Need::elements, call.op, call.line);
  return {static_cast<const std::byte *>(value.data()), value.type().bytes()};
}

NewArray new_array(DType dtype, const Shape &shape, const FileCall &call) {
  const UserLine line(call.line);
  NodeRef node = new_concrete(dtype, shape);
  Concrete &fresh = as_concrete(*node.get());
  const std::span<std::byte> bytes(static_cast<std::byte *>(fresh.data()), fresh.type().bytes());
  return {ArrayAccess::wrap(std::move(node)), bytes};
}

bool count_bytes(DType dtype, std::span<const std::int64_t> extents, std::uint64_t &bytes) {
  std::int64_t product = static_cast<std::int64_t>(size_of(dtype));
  bool empty = false, overflow = false;
  for (const std::int64_t extent : extents)
    if (extent == 0)
      empty = true;
    else
      overflow |= __builtin_mul_overflow(product, extent, &product);
  bytes = empty ? 0 : static_cast<std::uint64_t>(product);
  return !overflow;
}

void check_elements(DType dtype, std::span<const std::byte> bytes, std::uint64_t offset, const FileCall &call) {
  if (dtype != DType::bool_)
    return;
  const auto wrong = std::ranges::find_if(bytes, [](std::byte b) { return b > std::byte{1}; });
  if (wrong != bytes.end())
    call.damaged(offset + static_cast<std::uint64_t>(wrong - bytes.begin()),
                 "an element of a bool array is " + std::to_string(static_cast<int>(*wrong)) + "; expected 0 or 1");
}

} // namespace burin::detail
