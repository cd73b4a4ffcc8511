// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/call_key.h"
#include "burin/detail/visit.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Which arguments of a call are static, and the errors of marking.
namespace burin::detail {

/// What jit and checkpoint are told, and who they are.
struct CallOptions {
  Transform transform = Transform::jit;
  std::string function;
  SourceLine line;
  std::vector<int> static_argnums{};
  std::vector<std::string> static_argnames{};
  std::vector<int> donate_argnums{};
  std::vector<std::string> arg_names{};
  std::string policy{};
  bool object_is_first = false; ///< pointer to member: argument 0 is the object

  std::string_view op() const;
  /// "jit of train_step at model.cpp:12".
  std::string title() const;
  /// Everything that makes two transformations of one function differ.
  std::string digest() const;
  /// Static arguments of a call with `count` arguments, as bits; StaticArgumentError for indices out of
  /// range.
  std::uint64_t static_mask(std::size_t count) const;
  /// Donated arguments, likewise; StaticArgumentError for one that is static, too.
  std::uint64_t donate_mask(std::size_t count) const;
  /// Names of static_argnames that are not in arg_names must be fields of arguments, and no arrays.
  void check_static_names(const std::vector<KeyLine> &lines) const;
};

/// A value that may stand at a marked index: its key is complete.
template <class T> constexpr bool can_be_static() {
  if constexpr (ArrayLeaf<T>)
    return false;
  else if constexpr (WithTreeVisit<T> || WithTreeFields<T> || TupleNode<T> || AggregateNode<T> || OptionalNode<T>)
    return true; // decided by what it holds
  else
    return HasEqual<T> && Hashable<T> && std::is_copy_constructible_v<T>;
}

[[noreturn]] void refuse_plain_argument(const CallOptions &options, int argument, std::string_view type);
[[noreturn]] void refuse_unhashable(const CallOptions &options, int argument, std::string_view type);
[[noreturn]] void refuse_static_result(const CallOptions &options, std::string_view got, std::string_view expected);
[[noreturn]] void refuse_unkeyable(const CallOptions &options, std::string_view type,
                                   const std::vector<KeyLine> &lines);
/// For a marked argument: an array in it, or a value that cannot be compared or hashed, is a
/// StaticArgumentError.
void require_static(const CallOptions &options, int argument, TreeRef tree, std::string_view type);

} // namespace burin::detail
