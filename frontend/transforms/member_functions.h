// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <string_view>

namespace burin::detail {

/// True when a function, as std::source_location::function_name() spells it, is a member of a class, as
/// reflect::type_name spells it, or stands in one: "Array Block<N>::operator()(const Array &) const" is in
/// "app::Block<3>". Namespaces and template arguments are not compared.
bool is_member_of(std::string_view function, std::string_view type);

/// A type's name without namespaces: "Linear", "Checkpoint<Block>".
std::string_view base_name(std::string_view type);

} // namespace burin::detail
