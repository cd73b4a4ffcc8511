// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/ops/binary.h"

#include "burin/errors.h"
#include "frontend/trace/message.h"

#include <string>

namespace burin::detail {

void throw_dtypes(std::string_view name, const Array &x, const Array &y, std::string_view expected) {
  throw DTypeError(
      Message(name, "operands of dtypes " + std::string(name_of(x.dtype())) + " and " + std::string(name_of(y.dtype())))
          .expected(expected, name_of(is_floating(x.dtype()) || x.dtype() == bool_ ? x.dtype() : y.dtype()))
          .operand("operand 0", x)
          .operand("operand 1", y)
          .at_user_line()
          .cure("Convert them first: x.astype(i32).")
          .text("dtypeerror"));
}

static Promoted joint_type(std::string_view name, BinaryDomain domain, const Array &x, const Array &y) {
  const Promoted joint = promote(type_of(x), type_of(y));
  switch (domain) {
  case BinaryDomain::any: return joint;
  case BinaryDomain::floating: return to_floating(joint);
  case BinaryDomain::truth: return {bool_, false};
  case BinaryDomain::bits:
    if (is_floating(joint.dtype))
      throw_dtypes(name, x, y, "bool or integers");
    return joint;
  case BinaryDomain::integers:
    if (!is_integer(joint.dtype))
      throw_dtypes(name, x, y, "integers");
    return joint;
  }
  return joint;
}

Matched::Matched(std::string_view name, BinaryDomain domain, const Array &x_, const Array &y_)
    : type(joint_type(name, domain, x_, y_)) {
  const Shape shape = broadcast_shapes(name, {&x_, &y_});
  x = convert_and_broadcast(x_, type, shape);
  y = convert_and_broadcast(y_, type, shape);
}

Array binary(const Binary &f, const In &x, const In &y) {
  return binary(f.name, f.domain, x, y, [&](const Matched &m) { return record(f.op, {&m.x, &m.y}, {}, m.type.weak); });
}

} // namespace burin::detail
