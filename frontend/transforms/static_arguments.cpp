// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/detail/static_arguments.h"
#include "burin/errors.h"
#include "frontend/trace/message.h"

#include <algorithm>

namespace burin::detail {
namespace {

[[noreturn]] void refuse_index(const CallOptions &options, std::string_view option, int index, std::size_t count) {
  throw StaticArgumentError(Message(options.op(), std::string(option) + " marks argument " + std::to_string(index) +
                                                      " of a call with " + std::to_string(count) + " arguments")
                                .expected("an index from " + std::to_string(-static_cast<long>(count)) + " to " +
                                              std::to_string(static_cast<long>(count) - 1),
                                          std::to_string(index))
                                .at(options.line)
                                .cure("Count the arguments of the call from 0; negative indices count from the end.")
                                .text("staticargumenterror"));
}

[[noreturn]] void refuse_object(const CallOptions &options) {
  throw StaticArgumentError(Message(options.op(), "static_argnums marks argument 0, which is the object of the member "
                                                  "function")
                                .expected("an argument of the member function, from 1", "0")
                                .at(options.line)
                                .cure("Count the object as 0: in (self, x, deterministic), x is 1 and deterministic 2.")
                                .text("staticargumenterror"));
}

[[noreturn]] void refuse_static_donation(const CallOptions &options, int argument) {
  throw StaticArgumentError(Message(options.op(), argument_text(static_cast<std::size_t>(argument), options.arg_names) +
                                                      " is marked by static_argnums and by donate_argnums")
                                .at(options.line)
                                .cure("A static argument has no memory to give: take it out of donate_argnums.")
                                .text("staticargumenterror"));
}

/// Number of the argument that `index` marks in a call with `count` arguments.
int marked_argument(const CallOptions &options, std::string_view option, int index, std::size_t count) {
  const long resolved = index < 0 ? index + static_cast<long>(count) : index;
  if (resolved < 0 || resolved >= static_cast<long>(count))
    refuse_index(options, option, index, count);
  return static_cast<int>(resolved);
}

/// The first array or value without a hash.
class Unhashable final : public TreeVisitor {
public:
  Unhashable() : TreeVisitor(true) {}
  void leaf(Array &, LeafKind) override { note("burin::Array"); }
  void meta(const MetaRef &meta) override {
    if (!meta.ops->word && (!meta.ops->equal || !meta.ops->hash))
      note(std::string(meta.ops->name));
  }
  std::string found;

private:
  void note(std::string type) {
    if (found.empty())
      found = (path().empty() ? "" : std::string(path()) + " of type ") + std::move(type);
  }
};

} // namespace

std::string_view CallOptions::op() const { return name_of(transform); }

std::string CallOptions::title() const {
  return std::string(op()) + " of " + function + (line.known() ? " at " + text_of(line) : "");
}

std::string CallOptions::digest() const {
  std::string text(op());
  for (int index : static_argnums)
    text += ",n" + std::to_string(index);
  for (const std::string &name : static_argnames)
    text += ",s" + name;
  for (int index : donate_argnums)
    text += ",d" + std::to_string(index);
  for (const std::string &name : arg_names)
    text += ",a" + name;
  return text + ",p" + policy;
}

std::uint64_t CallOptions::static_mask(std::size_t count) const {
  std::uint64_t mask = 0;
  const auto mark = [&](int index) {
    const int resolved = marked_argument(*this, "static_argnums", index, count);
    if (resolved == 0 && object_is_first)
      refuse_object(*this);
    mask |= std::uint64_t(1) << resolved;
  };
  for (int index : static_argnums)
    mark(index);
  for (const std::string &name : static_argnames)
    if (const auto at = std::find(arg_names.begin(), arg_names.end(), name); at != arg_names.end())
      mark(static_cast<int>(at - arg_names.begin()));
  return mask;
}

std::uint64_t CallOptions::donate_mask(std::size_t count) const {
  const std::uint64_t fixed = static_mask(count);
  std::uint64_t mask = 0;
  for (int index : donate_argnums) {
    const int argument = marked_argument(*this, "donate_argnums", index, count);
    if (fixed >> argument & 1)
      refuse_static_donation(*this, argument);
    mask |= std::uint64_t(1) << argument;
  }
  return mask;
}

/// True for the line of a field itself, or of something in it.
static bool stands_in(const KeyLine &line, std::string_view field) {
  return line.path.starts_with(field) &&
         (line.path.size() == field.size() || line.path[field.size()] == '.' || line.path[field.size()] == '[');
}

void CallOptions::check_static_names(const std::vector<KeyLine> &lines) const {
  for (const std::string &name : static_argnames) {
    if (std::find(arg_names.begin(), arg_names.end(), name) != arg_names.end())
      continue;
    const auto field = std::find_if(lines.begin(), lines.end(),
                                    [&](const KeyLine &line) { return line.path.ends_with(": ." + name); });
    const bool arrays = field != lines.end() && std::any_of(lines.begin(), lines.end(), [&](const KeyLine &line) {
                          return line.kind == KeyLine::Kind::array && stands_in(line, field->path);
                        });
    if (field != lines.end() && !arrays)
      continue;
    const std::string problem = field == lines.end() ? "no argument is called " + name + ", and none has such a field"
                                : field->kind == KeyLine::Kind::array
                                    ? "the field " + name + " is an array, and arrays cannot be static"
                                    : "the field " + name + " holds arrays, and arrays cannot be static";
    throw StaticArgumentError(Message(op(), "static_argnames: " + problem)
                                  .at(line)
                                  .cure("Name the arguments with .arg_names, or mark by position with .static_argnums.")
                                  .text("staticargumenterror"));
  }
}

/// Names of static_argnames that are in no arg_names: the likely cause when an argument is unmarked.
static std::string unknown_names(const CallOptions &options) {
  std::string names;
  for (const std::string &name : options.static_argnames)
    if (std::find(options.arg_names.begin(), options.arg_names.end(), name) == options.arg_names.end())
      names += (names.empty() ? "" : ", ") + name;
  return names.empty() ? "" : "static_argnames marks " + names + ", which .arg_names does not name";
}

void refuse_plain_argument(const CallOptions &options, int argument, std::string_view type) {
  const std::string number = std::to_string(argument), plain(type);
  throw ConcretizationError(
      Message(options.op(), argument_text(static_cast<std::size_t>(argument), options.arg_names) +
                                " goes to a parameter of plain type " + plain + ", which cannot hold a traced value")
          .expected("a static argument or a parameter of type Array", "an unmarked argument of type " + plain)
          .note("while calling " + options.function)
          .note(unknown_names(options))
          .at(options.line)
          .cure("Mark it static: " + std::string(options.op()) + "(f, {.static_argnums = {" + number +
                "}}), or give the parameter the type Static<" + plain + ">;")
          .cure("or let it be traced: give the parameter the type Array.")
          .text("concretizationerror"));
}

void refuse_unhashable(const CallOptions &options, int argument, std::string_view type) {
  throw StaticArgumentError(
      Message(options.op(), argument_text(static_cast<std::size_t>(argument), options.arg_names) +
                                " is marked static, and its value cannot be hashed and compared: " + std::string(type))
          .expected("a type that is copyable and has == and a hash", std::string(type))
          .note("while calling " + options.function)
          .at(options.line)
          .cure("Specialize std::hash for it, or write std::size_t burin_hash(const T &) beside it; an array "
                "is passed "
                "unmarked.")
          .text("staticargumenterror"));
}

void require_static(const CallOptions &options, int argument, TreeRef tree, std::string_view) {
  Unhashable visitor;
  tree.visit(visitor);
  if (!visitor.found.empty())
    refuse_unhashable(options, argument, visitor.found);
}

void refuse_static_result(const CallOptions &options, std::string_view got, std::string_view expected) {
  throw StaticArgumentError(Message(options.op(), "with these static arguments the function returns another type than "
                                                  "with traced ones")
                                .expected(std::string(expected), std::string(got))
                                .at(options.line)
                                .cure("Spell the return type of the function, or the type of its static parameter.")
                                .text("staticargumenterror"));
}

void refuse_unkeyable(const CallOptions &options, std::string_view type, const std::vector<KeyLine> &lines) {
  std::string where;
  for (const KeyLine &line : lines)
    if (where.empty() && line.kind == KeyLine::Kind::value && line.type == type)
      where = line.path;
  throw StaticArgumentError(
      Message(options.op(), "the arguments hold a value of type " + std::string(type) +
                                ", which cannot be compared, so traces cannot be told apart by it")
          .note(where)
          .at(options.line)
          .cure("Give the type operator==, hold the callable in nn::Layer or as a function pointer, or give "
                "the class tree_fields.")
          .text("staticargumenterror"));
}

} // namespace burin::detail
