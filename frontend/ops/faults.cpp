// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/ops/faults.h"
#include "burin/errors.h"
#include "frontend/trace/message.h"

namespace burin::detail {
namespace {

Message message_of(std::string_view op, const Fault &fault) {
  Message message(op, fault.problem);
  message.expected(fault.expected, fault.got).at_user_line().cure(fault.cure);
  return message;
}

} // namespace

void throw_shape_error(std::string_view op, const Fault &fault) {
  throw ShapeError(message_of(op, fault).text("shapeerror"));
}

void throw_dtype_error(std::string_view op, const Fault &fault) {
  throw DTypeError(message_of(op, fault).text("dtypeerror"));
}

void throw_unsupported(std::string_view op, const Fault &fault) {
  throw UnsupportedError(message_of(op, fault).text("unsupportederror"));
}

} // namespace burin::detail
