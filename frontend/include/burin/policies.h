// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/in.h"
#include "burin/tree.h"

#include <initializer_list>
#include <source_location>
#include <string>
#include <string_view>
#include <type_traits>

namespace burin {

/// A policy without arguments.
struct PlainCheckpointPolicy {
  std::string_view name;
};

/// What the backward pass of a checkpointed function may keep of its forward pass. A value is kept only if the backward
/// pass needs it. Made by what stands in `policies`.
class CheckpointPolicy {
public:
  CheckpointPolicy(const PlainCheckpointPolicy &plain) : text_(plain.name) {}
  /// Its name, with arguments where it has some.
  const std::string &text() const { return text_; }
  friend bool operator==(const CheckpointPolicy &, const CheckpointPolicy &) = default;

private:
  friend class PolicyMaker;
  explicit CheckpointPolicy(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

/// The policies of jax.checkpoint_policies, under their names.
namespace policies {

/// The arguments only.
inline constexpr PlainCheckpointPolicy nothing_saveable{"nothing_saveable"};
/// As without checkpoint.
inline constexpr PlainCheckpointPolicy everything_saveable{"everything_saveable"};
/// Results of contractions and convolutions.
inline constexpr PlainCheckpointPolicy dots_saveable{"dots_saveable"};
inline constexpr PlainCheckpointPolicy checkpoint_dots = dots_saveable;
/// Results of contractions without batch axes: of matrices of weights, not of attention scores.
inline constexpr PlainCheckpointPolicy dots_with_no_batch_dims_saveable{"dots_with_no_batch_dims_saveable"};
inline constexpr PlainCheckpointPolicy checkpoint_dots_with_no_batch_dims = dots_with_no_batch_dims_saveable;

/// Values under these names of checkpoint_name.
CheckpointPolicy save_only_these_names(std::initializer_list<std::string_view> names);
/// Values under any other name; what has no name is computed again.
CheckpointPolicy save_any_names_but_these(std::initializer_list<std::string_view> names);
/// All values, named or not, but those under these names.
CheckpointPolicy save_anything_except_these_names(std::initializer_list<std::string_view> names);
template <class... Names>
  requires(sizeof...(Names) > 0 && (std::is_convertible_v<const Names &, std::string_view> && ...))
CheckpointPolicy save_only_these_names(const Names &...names) {
  return save_only_these_names({std::string_view(names)...});
}
template <class... Names>
  requires(sizeof...(Names) > 0 && (std::is_convertible_v<const Names &, std::string_view> && ...))
CheckpointPolicy save_any_names_but_these(const Names &...names) {
  return save_any_names_but_these({std::string_view(names)...});
}
template <class... Names>
  requires(sizeof...(Names) > 0 && (std::is_convertible_v<const Names &, std::string_view> && ...))
CheckpointPolicy save_anything_except_these_names(const Names &...names) {
  return save_anything_except_these_names({std::string_view(names)...});
}

/// What one of the two keeps.
CheckpointPolicy save_from_both_policies(const CheckpointPolicy &first, const CheckpointPolicy &second);

/// UnsupportedError: there is one memory, nothing to offload to.
[[noreturn]] CheckpointPolicy
offload_dot_with_no_batch_dims(std::string_view source, std::string_view destination,
                               std::source_location where = std::source_location::current());
[[noreturn]] CheckpointPolicy
save_and_offload_only_these_names(std::initializer_list<std::string_view> saved,
                                  std::initializer_list<std::string_view> offloaded, std::string_view source,
                                  std::string_view destination,
                                  std::source_location where = std::source_location::current());

} // namespace policies

/// x, under a name that policies of checkpoint know; in any other place the identity.
Array checkpoint_name(const In &x, std::string_view name);

/// All arrays of a tree under one name.
template <class T>
  requires(!std::is_convertible_v<const T &, In>)
T checkpoint_name(const T &tree, std::string_view name) {
  return tree::map([&](const Array &leaf) { return checkpoint_name(leaf, name); }, tree);
}

} // namespace burin
