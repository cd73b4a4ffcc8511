// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/array.h"
#include "burin/tree.h"

#include <concepts>
#include <cstdint>
#include <memory>
#include <source_location>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

/// Gradient transformations and the optimizer, with Optax's formulas and defaults.
namespace burin::optim {

/// What a transformation does; derive from it for one's own. Arrays stand in the order of the trained
/// parameters.
class Rule {
public:
  virtual ~Rule();
  /// Name and every hyperparameter, exactly: rules of equal text are taken to be equal.
  virtual std::string text() const = 0;
  /// First state: any number of arrays.
  virtual std::vector<Array> init(std::span<const Array> parameters) const;
  /// How many arrays init gives for so many parameters.
  virtual std::size_t state_size(std::size_t parameters) const;
  /// Turns gradients into updates and the state into the next one, both in place.
  virtual void update(std::span<Array> updates, std::span<Array> state, std::span<const Array> parameters) const = 0;
};

/// A rule as an immutable value, equal and hashed by its text, so that it can be part of a trace's key.
class Transformation {
public:
  Transformation() = default;
  explicit Transformation(std::shared_ptr<const Rule> rule);
  /// Error when there is none: of a Transformation made without a rule.
  const Rule &rule(std::source_location where = {}) const;
  std::int64_t id() const { return id_; } ///< the same for equal texts, within the process
  friend bool operator==(const Transformation &a, const Transformation &b) { return a.id_ == b.id_; }
  friend std::size_t burin_hash(const Transformation &t) { return static_cast<std::size_t>(t.id_); }

private:
  std::shared_ptr<const Rule> rule_;
  std::int64_t id_ = 0;
};

/// One after the other.
Transformation chain(std::vector<Transformation> parts);
Transformation scale(double factor);
/// Momentum: t = g + decay t; gives t, or g + decay t with nesterov.
Transformation trace(double decay, bool nesterov = false);
struct AdamOptions {
  double b1 = 0.9, b2 = 0.999, eps = 1e-8, eps_root = 0.0;
};
Transformation scale_by_adam(const AdamOptions &options = {}); ///< Kingma and Ba 2015
Transformation add_decayed_weights(double weight_decay);
/// Scales all gradients by max_norm / norm where the norm of all of them exceeds max_norm.
Transformation clip_by_global_norm(double max_norm);

Transformation sgd(double learning_rate, double momentum = 0.0, bool nesterov = false);
Transformation adam(double learning_rate, const AdamOptions &options = {});
struct AdamWOptions {
  double b1 = 0.9, b2 = 0.999, eps = 1e-8, eps_root = 0.0, weight_decay = 1e-4;
};
Transformation adamw(double learning_rate, const AdamWOptions &options = {}); ///< Loshchilov and Hutter 2019

namespace detail {

struct PlanData;

/// What an optimizer trains, and how: paths and types of the parameters. Immutable and shared.
class Plan {
public:
  Plan() = default;
  explicit Plan(std::shared_ptr<const PlanData> data) : data_(std::move(data)) {}
  const PlanData &operator*() const { return *data_; }
  explicit operator bool() const { return data_ != nullptr; }
  friend bool operator==(const Plan &a, const Plan &b);
  friend std::size_t burin_hash(const Plan &plan);

private:
  std::shared_ptr<const PlanData> data_;
};

} // namespace detail

/// Trains the floating arrays of a model that are not nn::Stat, or those of them that `wrt` selects. A tree:
/// its arrays are state, so `step` inside jit takes it as `optim::Optimizer &`.
class Optimizer {
public:
  Optimizer() = default;
  template <class Model>
  Optimizer(const Model &model, const Transformation &transformation,
            std::source_location where = std::source_location::current()) {
    start(burin::detail::tree_leaves(burin::detail::tree_ref(model)), transformation, where);
  }
  /// `wrt(path)` or `wrt(path, array)` says which arrays are trained; paths are like ".layers[1].kernel".
  template <class Model, class Predicate>
    requires std::predicate<Predicate, std::string_view> || std::predicate<Predicate, std::string_view, const Array &>
  Optimizer(const Model &model, const Transformation &transformation, Predicate wrt,
            std::source_location where = std::source_location::current()) {
    std::vector<Leaf> leaves = burin::detail::tree_leaves(burin::detail::tree_ref(model));
    std::erase_if(leaves, [&](const Leaf &leaf) {
      if constexpr (std::predicate<Predicate, std::string_view>)
        return !wrt(std::string_view(leaf.path));
      else
        return !wrt(std::string_view(leaf.path), std::as_const(*leaf.array));
    });
    start(std::move(leaves), transformation, where);
  }

  /// parameters += updates(gradients), step += 1. Gradients are a tree with the model's paths, or a State;
  /// what is not trained must be none there. TreeError, naming the path and both sides, before anything is
  /// computed.
  template <class Model, class Gradients>
  void update(Model &model, const Gradients &gradients, std::source_location where = std::source_location::current()) {
    apply(burin::detail::tree_leaves(burin::detail::tree_ref(model)),
          burin::detail::tree_leaves(burin::detail::tree_ref(gradients)), where);
  }

  Array step;               ///< number of updates, u32
  std::vector<Array> state; ///< of the transformation

  static constexpr auto tree_fields(auto &self) { return std::tie(self.step, self.state, self.plan_); }

private:
  using Leaf = burin::detail::TreeLeaf;
  void start(std::vector<Leaf> leaves, const Transformation &transformation, std::source_location where);
  void apply(std::vector<Leaf> model, std::vector<Leaf> gradients, std::source_location where);

  detail::Plan plan_;
};

} // namespace burin::optim
