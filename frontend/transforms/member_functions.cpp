// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/transforms/member_functions.h"

#include "burin/reflect.h"

#include <algorithm>
#include <string>

namespace burin::detail {
namespace {

using reflect::detail::in_identifier;

bool opens_unnamed_scope(std::string_view text) {
  return text.starts_with("(anonymous") || text.starts_with("(lambda") || text.starts_with("(unnamed");
}

/// Behind the parenthesis that closes the one at `at`.
std::size_t behind_parentheses(std::string_view text, std::size_t at) {
  for (int depth = 0; at < text.size(); ++at) {
    depth += text[at] == '(' ? 1 : text[at] == ')' ? -1 : 0;
    if (depth == 0)
      return at + 1;
  }
  return at;
}

/// Return type and name, without parameters: those of the functions that it stands in are left out, too.
std::string without_parameters(std::string_view function) {
  std::string name;
  for (std::size_t at = 0; at < function.size();) {
    const std::size_t open = std::min(function.find('(', at), function.size());
    name += function.substr(at, open - at);
    at = open;
    const std::size_t behind = behind_parentheses(function, open);
    if (opens_unnamed_scope(function.substr(open)) || name.ends_with("operator")) {
      name += function.substr(open, behind - open);
      at = behind;
      continue;
    }
    at = behind;
    if (function.substr(at).starts_with(" const::"))
      at += 6;
    if (!function.substr(at).starts_with("::"))
      break;
  }
  return name;
}

/// Behind "<...>", if that stands at `at`.
std::size_t behind_template_arguments(std::string_view text, std::size_t at) {
  if (at >= text.size() || text[at] != '<')
    return at;
  for (int depth = 0; at < text.size(); ++at) {
    depth += text[at] == '<' ? 1 : text[at] == '>' ? -1 : 0;
    if (depth == 0)
      return at + 1;
  }
  return at;
}

/// Where the arguments of a template begin, or the text ends.
std::size_t end_of_name(std::string_view type) { return std::min(type.find('<'), type.size()); }

} // namespace

std::string_view base_name(std::string_view type) {
  const std::size_t scope = type.substr(0, end_of_name(type)).rfind("::");
  return scope == std::string_view::npos ? type : type.substr(scope + 2);
}

bool is_member_of(std::string_view function, std::string_view type) {
  const std::string scope = without_parameters(function);
  const std::string_view text = scope, base = base_name(type);
  const std::string_view name = base.substr(0, end_of_name(base));
  if (name.empty())
    return false;
  for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
    const bool whole = at == 0 || !in_identifier(text[at - 1]);
    if (whole && text.substr(behind_template_arguments(text, at + name.size())).starts_with("::"))
      return true;
  }
  return false;
}

} // namespace burin::detail
