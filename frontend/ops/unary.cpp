// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/ops/unary.h"

#include "burin/errors.h"
#include "frontend/trace/message.h"

namespace burin::detail {

void throw_dtype(std::string_view name, const Array &x, std::string_view expected, std::string_view cure) {
  throw DTypeError(Message(name, "the operand has the wrong dtype")
                       .expected(expected, name_of(x.dtype()))
                       .operand("operand 0", x)
                       .at_user_line()
                       .cure(cure)
                       .text("dtypeerror"));
}

static Promoted domain_of(const Unary &f, const Array &x) {
  constexpr std::string_view cure = "Convert it first: x.astype(i32).";
  const Promoted own = type_of(x);
  switch (f.domain) {
  case UnaryDomain::floating: return to_floating(own);
  case UnaryDomain::numeric:
    if (own.dtype == bool_)
      throw_dtype(f.name, x, "numbers", cure);
    return own;
  case UnaryDomain::bits:
    if (is_floating(own.dtype))
      throw_dtype(f.name, x, "bool or integers", cure);
    return own;
  case UnaryDomain::integers:
    if (!is_integer(own.dtype))
      throw_dtype(f.name, x, "integers", cure);
    return own;
  }
  return own;
}

Array unary(const Unary &f, const In &x, std::initializer_list<runtime::Attribute> attributes,
            std::initializer_list<std::int64_t> key) {
  const Operand operand(x);
  return library(f.name, {operand.get()}, key, x.where(), [&](std::span<const Array> in) {
    const Promoted type = domain_of(f, in[0]);
    const Array converted = convert(in[0], type);
    return record(f.op, {&converted}, attributes, type.weak);
  });
}

Array rounding(const Unary &f, const In &x, std::initializer_list<runtime::Attribute> attributes) {
  const Operand operand(x);
  return library(f.name, {operand.get()}, {}, x.where(), [&](std::span<const Array> in) {
    return is_floating(in[0].dtype()) ? record(f.op, {&in[0]}, attributes, type_of(in[0]).weak) : in[0];
  });
}

} // namespace burin::detail
