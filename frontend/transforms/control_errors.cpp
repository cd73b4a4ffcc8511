// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/transforms/control_errors.h"
#include "burin/errors.h"
#include "frontend/trace/message.h"
#include "frontend/trace/node.h"
#include "frontend/transforms/tree_picture.h"

#include <algorithm>

namespace burin::detail {
namespace {

Message message(const ControlSite &site, const std::string &problem) { return Message(site.op(), problem); }

std::string function_name(const ControlSite &site) { return "lax::" + std::string(site.op()); }

} // namespace

SourceLine line_of_value(const Array &value) {
  Node *node = ArrayAccess::node(value);
  return node && node->is_tracer ? as_tracer(*node).line : SourceLine();
}

void LengthClaims::option(std::int64_t length) {
  if (length < 0)
    throw ShapeError(message(site_, "the option length is negative")
                         .expected("0 or more", std::to_string(length))
                         .at(site_.line)
                         .cure("Scan backwards with {.reverse = true}.")
                         .text("shapeerror"));
  by_length_[length].push_back("the option length");
}

void LengthClaims::array(const std::string &path, const Array &array) {
  const std::string text = path + " of type " + type_text(array);
  if (array.ndim() == 0)
    throw ShapeError(message(site_, path + " is a scalar, which has no rows")
                         .expected("an array with a leading axis", type_text(array))
                         .at(site_.line)
                         .cure("What is the same in every step is captured by the body, or part of the carry.")
                         .text("shapeerror"));
  by_length_[array.shape()[0]].push_back("the leading axis of " + text);
}

std::int64_t LengthClaims::agreed() const {
  if (by_length_.size() == 1)
    return by_length_.begin()->first;
  if (by_length_.empty())
    throw ShapeError(message(site_, "there is nothing to scan over")
                         .expected("an array in xs, or the option length", "neither")
                         .at(site_.line)
                         .cure("Say how often the body runs: lax::scan(body, init, none, {.length = n}).")
                         .text("shapeerror"));
  Message text = message(site_, "the leading axes to scan over have different sizes");
  std::string sizes;
  for (const auto &claim : by_length_)
    sizes += (sizes.empty() ? "" : " and ") + std::to_string(claim.first);
  text.expected("one length", sizes);
  for (const auto &[length, claims] : by_length_)
    text.note(std::to_string(length) + " is " + (claims[0].starts_with("the option") ? "" : "the size of ") +
              claims[0] + (claims.size() > 1 ? ", and of " + std::to_string(claims.size() - 1) + " more" : ""));
  throw ShapeError(text.at(site_.line).cure("Rows lie along the first axis of every array in xs.").text("shapeerror"));
}

std::int64_t check_unroll(const ControlSite &site, std::int64_t unroll, std::int64_t length) {
  if (unroll < 1)
    throw UnsupportedError(message(site, "the option unroll is out of range")
                               .expected("1 or more", std::to_string(unroll))
                               .at(site.line)
                               .cure("1 unrolls nothing, the number of steps everything.")
                               .text("unsupportederror"));
  return std::min(unroll, std::max<std::int64_t>(length, 1));
}

std::int64_t check_checkpoints(const ControlSite &site, std::int64_t checkpoints) {
  if (checkpoints < 0)
    throw UnsupportedError(message(site, "the option checkpoints is negative")
                               .expected("0 for the default, or how many carries are kept", std::to_string(checkpoints))
                               .at(site.line)
                               .cure("Leave the option out.")
                               .text("unsupportederror"));
  return checkpoints;
}

void check_carry_structure(const ControlSite &site, TreeRef initial, TreeRef returned, std::string_view hidden_prefix) {
  const auto difference = TreePicture(initial).difference(TreePicture(returned), hidden_prefix);
  if (!difference)
    return;
  throw TreeError(message(site, "the carry that the body returns has another structure than the initial one")
                      .expected(difference->first, difference->second)
                      .at(site.line)
                      .cure("Return a carry with the fields, sizes, holes and values of the initial one; what changes "
                            "is an Array.")
                      .text("treeerror"));
}

void refuse_carry_type(const ControlSite &site, const std::string &path, const Array &initial,
                       const ShapeDtype &returned, const SourceLine &made) {
  Message text = message(site, path + " changes its type in the body");
  text.expected(type_text(initial) + ", as it comes in", type_text(returned) + ", as it is returned");
  if (const SourceLine line = line_of_value(initial); line.known())
    text.note("what comes in was made at " + text_of(line));
  if (made.known())
    text.note("what is returned was made at " + text_of(made));
  text.at(site.line);
  if (!(initial.shape() == returned.shape))
    throw ShapeError(text.cure("Every step of " + function_name(site) +
                               " has the same shapes: start with an array of "
                               "the shape that is returned, or collect rows as results.")
                         .text("shapeerror"));
  throw DTypeError(text.cure("Convert one of them with astype.").text("dtypeerror"));
}

void refuse_restructured(const ControlSite &site, const std::string &argument) {
  throw TreeError(message(site, argument + " changes its structure in the body")
                      .expected("the same fields, sizes, holes and values after it", "others")
                      .at(site.line)
                      .cure("Change the structure before the call; inside, assign arrays.")
                      .text("treeerror"));
}

void refuse_branch_types(const ControlSite &site, const std::string &path, const GivenByBranch &first,
                         const GivenByBranch &other) {
  Message text = message(site, "the branches give " + path + " different types");
  text.expected(type_text(first.type) + ", as the " + first.branch + " gives it",
                type_text(other.type) + ", as the " + other.branch + " gives it");
  for (const GivenByBranch *given : {&first, &other})
    if (given->made.known())
      text.note("that of the " + given->branch + " was made at " + text_of(given->made));
  text.at(site.line);
  if (!(first.type.shape == other.type.shape))
    throw ShapeError(text.cure("Bring the results to one shape: broadcast_to, pad, or zeros.").text("shapeerror"));
  throw DTypeError(text.cure("Convert one of them with astype.").text("dtypeerror"));
}

void refuse_branch_structure(const ControlSite &site, const std::string &first, const std::string &other) {
  throw TreeError(
      message(site, "the branches give results of different structure")
          .expected(first, other)
          .at(site.line)
          .cure("Let all branches return the same fields, sizes, holes and values; what differs is an Array.")
          .text("treeerror"));
}

void require_condition(const ControlSite &site, const Array &condition) {
  if (!condition.is_none() && condition.ndim() == 0 && condition.dtype() == bool_)
    return;
  Message text = message(site, "the condition is not a boolean scalar");
  text.expected("bool[]", type_text(condition));
  if (const SourceLine line = line_of_value(condition); line.known())
    text.note("it was made at " + text_of(line));
  throw DTypeError(text.at(site.line)
                       .cure("Compare, as in c.i < 10; of several elements take any(...) or all(...).")
                       .text("dtypeerror"));
}

} // namespace burin::detail
