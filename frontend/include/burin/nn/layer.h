// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/layer_call.h"
#include "burin/detail/visit.h"

#include <concepts>
#include <memory>
#include <source_location>
#include <string_view>
#include <type_traits>
#include <utility>

namespace burin::nn {

/// Any layer or function Array -> Array, by value: a model that holds one can get another kind, Identity for Dropout.
/// As a tree it is what it holds. A held layer that takes no random streams is called without them.
class [[gnu::visibility("default")]] Layer {
public:
  Layer() = default;
  template <class L>
    requires(!std::same_as<L, Layer> && burin::detail::LayerLike<L>)
  Layer(L layer) : held_(std::make_unique<Held<L>>(std::move(layer))) {}

  Layer(const Layer &other) : held_(other.held_ ? other.held_->clone() : nullptr) {}
  Layer(Layer &&other) noexcept : held_(std::move(other.held_)) { renew_births(); }
  /// Throws TraceContextError as an assignment of the arrays would.
  Layer &operator=(const Layer &other);
  ~Layer() = default;

  /// A variable is state: the held layer may change. TreeError when there is none, or when it needs streams.
  Array operator()(const In &x) { return held(x).call(x, nullptr); }
  Array operator()(const In &x, Rngs &rngs) { return held(x).call(x, &rngs); }
  /// Error when the held layer has only a call that changes it.
  Array operator()(const In &x) const { return held(x).call_const(x, nullptr); }
  Array operator()(const In &x, Rngs &rngs) const { return held(x).call_const(x, &rngs); }

  bool is_empty() const noexcept { return !held_; }
  /// The held layer; null when it is not an L.
  template <class L> L *target() noexcept {
    return held_ && held_->type() == burin::detail::type_id<L>() ? static_cast<L *>(held_->object()) : nullptr;
  }
  template <class L> const L *target() const noexcept { return const_cast<Layer *>(this)->target<L>(); }

  void tree_visit(burin::detail::TreeVisitor &visitor);

private:
  class Base {
  public:
    virtual ~Base() = default;
    virtual std::unique_ptr<Base> clone() const = 0;
    /// False when the other is of another type, or cannot be assigned.
    virtual bool assign(const Base &other) = 0;
    virtual void visit(burin::detail::TreeVisitor &visitor) = 0;
    virtual Array call(const In &x, Rngs *rngs) = 0;
    virtual Array call_const(const In &x, Rngs *rngs) const = 0;
    virtual burin::detail::TypeId type() const noexcept = 0;
    virtual void *object() noexcept = 0;
  };

  template <class L> class Held final : public Base {
  public:
    explicit Held(L layer) : layer_(std::move(layer)) {}
    std::unique_ptr<Base> clone() const override { return std::make_unique<Held>(layer_); }
    bool assign([[maybe_unused]] const Base &other) override {
      if constexpr (std::is_copy_assignable_v<L>) {
        if (other.type() != type())
          return false;
        layer_ = static_cast<const Held &>(other).layer_;
        return true;
      } else {
        return false;
      }
    }
    void visit(burin::detail::TreeVisitor &visitor) override { burin::detail::visit(visitor, layer_); }
    Array call(const In &x, Rngs *rngs) override { return run(layer_, x, rngs); }
    Array call_const(const In &x, Rngs *rngs) const override { return run(layer_, x, rngs); }
    burin::detail::TypeId type() const noexcept override { return burin::detail::type_id<L>(); }
    void *object() noexcept override { return std::addressof(layer_); }

  private:
    template <class Self> static Array run(Self &layer, const In &x, [[maybe_unused]] Rngs *rngs) {
      constexpr bool draws = burin::detail::gives_array<Self, Rngs &>();
      if constexpr (draws)
        if (rngs)
          return burin::detail::call_layer(layer, x, *rngs);
      if constexpr (burin::detail::gives_array<Self>())
        return burin::detail::call_layer(layer, x);
      else if constexpr (draws)
        throw_without_rngs(reflect::type_name<L>(), x.where());
      else
        throw_changes(reflect::type_name<L>(), x.where());
    }
    L layer_;
  };

  [[noreturn]] static void throw_without_rngs(std::string_view type, std::source_location where);
  [[noreturn]] static void throw_changes(std::string_view type, std::source_location where);
  [[noreturn]] static void throw_empty(std::source_location where);
  void renew_births() noexcept;
  void check_stores(const Layer &other) const;

  Base &held(const In &x) const {
    if (!held_)
      throw_empty(x.where());
    return *held_;
  }

  std::unique_ptr<Base> held_;
  Array birth_; ///< none: stands for the trace in which this variable came into being
};

} // namespace burin::nn
