// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/array.h"
#include "burin/optim/transformation.h"
#include "burin/state.h"
#include "burin/tree.h"

#include <cstddef>
#include <memory>
#include <source_location>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace burin::optim {

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

/// Trains the floating arrays of a model that are not nn::Stat, or those of them that `wrt` selects. A tree: its arrays
/// are state, so `step` inside jit takes it as `optim::Optimizer &`.
class Optimizer {
public:
  Optimizer() = default;
  /// `wrt` is a function of the path (".layers[1].kernel"), of the array, or of both, or a mask, and says which arrays
  /// are trained.
  template <class Model>
  Optimizer(const Model &model, const Transformation &transformation, const Mask &wrt = {},
            std::source_location where = std::source_location::current()) {
    start(burin::detail::tree_leaves(burin::detail::tree_ref(model)), transformation, wrt, where);
  }

  /// parameters += updates(gradients), step += 1. Gradients are a tree with the model's paths, or a State; what is not
  /// trained must be none there. TreeError, naming the path and both sides, before anything is computed.
  template <class Model, class Gradients>
  void update(Model &model, const Gradients &gradients, std::source_location where = std::source_location::current()) {
    static_assert(!std::is_const_v<Model>,
                  "burin: opt.update changes the model: take it as `Model &`, not `const Model &`");
    apply(burin::detail::tree_leaves(burin::detail::tree_ref(model)),
          burin::detail::tree_leaves(burin::detail::tree_ref(gradients)), where);
  }

  Array step;  ///< number of updates, u32
  State state; ///< of the transformation: paths like "[0].mu.layers[1].kernel"

  static constexpr auto tree_fields(auto &self) { return std::tie(self.step, self.state, self.plan_); }

private:
  using Leaf = burin::detail::TreeLeaf;
  void start(std::vector<Leaf> leaves, const Transformation &transformation, const Mask &wrt,
             std::source_location where);
  void apply(std::vector<Leaf> model, std::vector<Leaf> gradients, std::source_location where);

  detail::Plan plan_;
};

} // namespace burin::optim
