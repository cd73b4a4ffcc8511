// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/nn/layer.h"

#include "burin/errors.h"
#include "frontend/nn/message.h"

namespace burin::nn {

namespace {

using burin::detail::ArrayAccess;
using burin::detail::LeafKind;
using burin::detail::TreeVisitor;

/// Arrays of a layer that was moved belong to the trace that moved it, as moved arrays do.
class BirthRenewer final : public TreeVisitor {
public:
  void leaf(Array &array, LeafKind) override { ArrayAccess::set(array, Array(array)); }
};

class StoreChecker final : public TreeVisitor {
public:
  explicit StoreChecker(const Array &target) : target_(target) {}
  void leaf(Array &array, LeafKind) override {
    if (!array.is_none())
      ArrayAccess::check_store(target_, array);
  }

private:
  const Array &target_;
};

} // namespace

void Layer::renew_births() noexcept {
  if (!held_ || burin::detail::current_trace_id() == 0)
    return;
  BirthRenewer renewer;
  held_->visit(renewer);
}

void Layer::check_stores(const Layer &other) const {
  if (!other.held_)
    return;
  StoreChecker checker(birth_);
  other.held_->visit(checker);
}

Layer &Layer::operator=(const Layer &other) {
  if (this == &other || (held_ && other.held_ && held_->assign(*other.held_)))
    return *this;
  check_stores(other);
  held_ = other.held_ ? other.held_->clone() : nullptr;
  return *this;
}

void Layer::tree_visit(TreeVisitor &visitor) {
  visitor.enter(burin::detail::node_info(burin::detail::NodeKind::layer, held_ ? 1 : 0, *this));
  if (held_) {
    visitor.begin_child({burin::detail::ChildName::Kind::self}, {held_->type(), held_->object()});
    held_->visit(visitor);
    visitor.end_child();
  }
  visitor.leave();
}

void Layer::throw_without_rngs(std::string_view type, std::source_location where) {
  throw TreeError(message("nn.Layer",
                          "a layer that draws random numbers was called without streams; expected nn::Rngs for " +
                              std::string(type) + ", got none",
                          where, "Give them to the call: layer(x, rngs).", "treeerror"));
}

void Layer::throw_changes(std::string_view type, std::source_location where) {
  throw Error(message("nn.Layer",
                      "a layer that changes when it is called was called as const; expected a variable for " +
                          std::string(type) + ", got a const layer",
                      where, "Take the model as Model &, or make the operator() of the layer const.", "error"));
}

void Layer::throw_empty(std::source_location where) {
  throw TreeError(message("nn.Layer", "there is no layer to call; expected a layer, got none", where,
                          "Give it one first: nn::Layer layer = nn::Identity{}.", "treeerror"));
}

} // namespace burin::nn
