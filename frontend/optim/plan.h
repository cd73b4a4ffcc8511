// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/optim/optimizer.h"

#include <cstdint>
#include <memory>
#include <source_location>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Which arrays an update is for, and whether trees fit them.
namespace burin::optim::detail {

using Leaf = burin::detail::TreeLeaf;

/// The same number for equal texts, within the process.
std::int64_t text_id(const std::string &text);

/// Arrays by path: names and types.
struct TypedPaths {
  std::vector<std::string> paths;
  std::vector<ShapeDtype> types;
  void add(std::string path, const Array &array);
  friend bool operator==(const TypedPaths &, const TypedPaths &) = default;
};

struct PlanData {
  Transformation transformation; ///< bound to the parameters
  TypedPaths parameters, state;
  std::size_t hash = 0;
  bool by_wrt = false;         ///< which arrays are trained was said by the user
  std::source_location made{}; ///< line of the optimizer
};

/// The leaves that are floating arrays and not nn::Stat, or those of them that `wrt` selects.
std::vector<Leaf> trained(const std::vector<Leaf> &leaves, const Mask &wrt, std::source_location where);

/// The plan, and the first state.
std::pair<std::shared_ptr<PlanData>, State> make_plan(const Transformation &transformation,
                                                      const std::vector<Leaf> &leaves, std::source_location where);
/// The plan without computing anything.
std::shared_ptr<const PlanData> abstract_plan(const Transformation &transformation, const std::vector<Leaf> &leaves,
                                              std::source_location where);

/// Who says what, in messages: "PATH: REFERENCE float32[3], OTHER none".
struct Sides {
  std::string_view op, reference;
  std::string note; ///< about the reference; may be empty
  std::string_view cure;
  std::string_view other = "gradient has";
  Sides against(std::string_view side) const { return {op, reference, note, cure, side}; }
};

[[noreturn]] void mismatch(const std::string &path, const std::string &expected, const Sides &sides,
                           const std::string &got, std::source_location where);

/// The leaf with this path, ".hidden.kernel", which in a State is "hidden.kernel". Null when there is none.
const Leaf *leaf_at(const std::vector<Leaf> &leaves, std::string_view path, std::size_t expected_position);
/// "float32[3]", "none", "no such path".
std::string leaf_text(const Leaf *leaf);

/// The leaves at the plan's paths. TreeError for the first that is absent or of another type.
std::vector<Array *> matched(const PlanData &plan, const std::vector<Leaf> &leaves, const Sides &sides,
                             std::source_location where);
/// TreeError for a gradient of what is not trained.
void refuse_untrained(const std::vector<Array *> &trained, const std::vector<Leaf> &gradients, const Sides &sides,
                      std::source_location where);
/// The state's arrays; TreeError unless names and types are the transformation's.
std::vector<Array *> matched_state(const PlanData &plan, State &state, std::string_view op, std::source_location where);

/// One program: the next state, and the next parameters (`add`) or the updates.
std::vector<Array> run_update(const PlanData &plan, const std::vector<Array *> &gradients,
                              const std::vector<Array *> &state, const std::vector<Array *> &parameters, bool add,
                              std::source_location where);

} // namespace burin::optim::detail
