// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/errors.h"
#include "frontend/nn/message.h"
#include "frontend/optim/plan.h"

#include <algorithm>

namespace burin::optim::detail {

namespace {

using burin::detail::plain_path;

bool has_type(const Array &array, const ShapeDtype &type) {
  return !array.is_none() && array.dtype() == type.dtype && array.shape() == type.shape;
}

} // namespace

std::string leaf_text(const Leaf *leaf) { return leaf ? nn::type_text(*leaf->array) : "no such path"; }

void mismatch(const std::string &path, const std::string &expected, const Sides &sides, const std::string &got,
              std::source_location where) {
  std::string problem = (path.empty() ? "" : path + ": ") + std::string(sides.reference) + " " + expected + ", " +
                        std::string(sides.other) + " " + got;
  if (!sides.note.empty())
    problem += "\n  " + sides.note;
  if (sides.other == "gradient has" && got == "none")
    problem += "\n  the gradient is none where nothing was differentiated: integers, nn::Stat, what a filter left out";
  throw TreeError(nn::message(sides.op, problem, where, sides.cure, "treeerror"));
}

const Leaf *leaf_at(const std::vector<Leaf> &leaves, std::string_view path, std::size_t expected_position) {
  for (std::size_t i = 0; i < leaves.size(); ++i)
    if (const Leaf &leaf = leaves[(i + expected_position) % leaves.size()]; plain_path(leaf.path) == plain_path(path))
      return &leaf;
  return nullptr;
}

std::vector<Array *> matched(const PlanData &plan, const std::vector<Leaf> &leaves, const Sides &sides,
                             std::source_location where) {
  std::vector<Array *> found;
  std::size_t position = 0;
  for (std::size_t i = 0; i < plan.parameters.paths.size(); ++i) {
    const Leaf *leaf = leaf_at(leaves, plan.parameters.paths[i], position);
    if (!leaf || !has_type(*leaf->array, plan.parameters.types[i]))
      mismatch(plan.parameters.paths[i], nn::type_text(plan.parameters.types[i]), sides, leaf_text(leaf), where);
    found.push_back(leaf->array);
    position = static_cast<std::size_t>(leaf - leaves.data()) + 1;
  }
  return found;
}

void refuse_untrained(const std::vector<Array *> &trained, const std::vector<Leaf> &gradients, const Sides &sides,
                      std::source_location where) {
  std::size_t next = 0;
  for (const Leaf &leaf : gradients) {
    if (next < trained.size() && leaf.array == trained[next])
      ++next;
    else if (!leaf.array->is_none() && std::find(trained.begin(), trained.end(), leaf.array) == trained.end())
      mismatch(leaf.path, "none", sides, leaf_text(&leaf), where);
  }
}

std::vector<Array *> matched_state(const PlanData &plan, State &state, std::string_view op,
                                   std::source_location where) {
  const std::vector<Leaf> leaves = burin::detail::tree_leaves(burin::detail::tree_ref(state));
  const TypedPaths &expected = plan.state;
  std::vector<Array *> found;
  for (std::size_t i = 0; i < std::max(leaves.size(), expected.paths.size()); ++i) {
    const bool there = i < leaves.size(), wanted = i < expected.paths.size();
    if (there && wanted && plain_path(leaves[i].path) == plain_path(expected.paths[i]) &&
        has_type(*leaves[i].array, expected.types[i])) {
      found.push_back(leaves[i].array);
      continue;
    }
    const auto side = [](std::string_view path, const std::string &type) {
      return std::string(plain_path(path)) + ": " + type;
    };
    const std::string want = wanted ? side(expected.paths[i], nn::type_text(expected.types[i])) : "nothing more";
    const std::string got = there ? side(leaves[i].path, leaf_text(&leaves[i])) : "nothing more";
    throw TreeError(nn::message(op, "the state is not the transformation's; expected " + want + ", got " + got, where,
                                "Give it the state that the same transformation made for the same parameters.",
                                "treeerror"));
  }
  return found;
}

} // namespace burin::optim::detail
