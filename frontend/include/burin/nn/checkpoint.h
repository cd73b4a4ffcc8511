// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/checkpoint.h"
#include "burin/in.h"

#include <source_location>
#include <string>
#include <type_traits>
#include <utility>

namespace burin::nn {

/// Calls a module as a function of the module and its arguments. An In, which lives as long as the expression of a
/// call, is none.
template <class M> struct ModuleCall {
  template <class Self, class... A> static constexpr bool takes() {
    if constexpr (!std::is_same_v<std::remove_cvref_t<Self>, M> || (std::is_same_v<std::remove_cvref_t<A>, In> || ...))
      return false;
    else if constexpr (burin::detail::Inspectable<M>)
      return std::is_invocable_v<Self, A...>;
    else
      return burin::detail::viable<M, A...>;
  }
  template <class Self, class... A>
    requires(takes<Self, A...>())
  auto operator()(Self &&module, A &&...args) const {
    return module(std::forward<A>(args)...);
  }
};

/// A module whose call is a checkpoint. As a tree it is the module.
template <class M> class Checkpoint {
public:
  Checkpoint(M module, CheckpointOptions options, SourceLine where)
      : module(std::move(module)), call_(ModuleCall<M>(), call_options(std::move(options), where)),
        digest_(call_.identity()) {}

  /// What the module gives. A variable is state, as the object of nn::checkpoint: arrays that the call changes are
  /// written back; a const one is an input.
  template <class... A>
    requires(ModuleCall<M>::template takes<M &, A...>())
  auto operator()(A &&...args) {
    return call_(module, std::forward<A>(args)...);
  }
  template <class... A>
    requires(ModuleCall<M>::template takes<const M &, A...>())
  auto operator()(A &&...args) const {
    return call_(module, std::forward<A>(args)...);
  }

  void tree_visit(burin::detail::TreeVisitor &visitor) {
    visitor.meta(burin::detail::meta_of(digest_));
    burin::detail::visit(visitor, module);
  }

  M module;

private:
  static burin::detail::CallOptions call_options(CheckpointOptions options, const SourceLine &where) {
    std::string policy = options.policy.text();
    burin::detail::CallOptions call =
        burin::detail::call_options<M>(burin::detail::Transform::checkpoint, std::move(options), where);
    call.policy = std::move(policy);
    call.object_is_first = true;
    return call;
  }

  Checkpointed<ModuleCall<M>> call_;
  std::string digest_; ///< of the options, for keys
};

/// checkpoint for modules: nn::checkpoint(module, {.static_argnums = {2}}). The module is argument 0, so that in
/// (self, x, deterministic) x is 1 and deterministic 2; marking 0 is a StaticArgumentError.
inline constexpr struct {
  template <class M>
  Checkpoint<M> operator()(M module, CheckpointOptions options = {},
                           std::source_location where = std::source_location::current()) const {
    return {std::move(module), std::move(options), where};
  }
} checkpoint;

} // namespace burin::nn
