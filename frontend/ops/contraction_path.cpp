// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/ops/subscripts.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <set>

namespace burin::detail {
namespace {

using Set = std::set<Label>;

Set joined(const Set &a, const Set &b) {
  Set all = a;
  all.insert(b.begin(), b.end());
  return all;
}

double size_of(const Set &labels, const Subscripts &s) {
  double size = 1;
  for (Label label : labels)
    size *= static_cast<double>(s.extents.at(label));
  return size;
}

/// Of `labels`, those that the result or one of the other operands needs.
Set needed(const Set &labels, std::span<const Set> others, const Subscripts &s) {
  Set kept;
  for (Label label : labels)
    if (std::find(s.result.begin(), s.result.end(), label) != s.result.end() ||
        std::any_of(others.begin(), others.end(), [&](const Set &other) { return other.contains(label); }))
      kept.insert(label);
  return kept;
}

std::vector<Set> operand_sets(const Subscripts &s) {
  std::vector<Set> sets;
  for (const Labels &labels : s.operands)
    sets.emplace_back(labels.begin(), labels.end());
  return sets;
}

/// Cheapest way to make one operand of each subset, by dynamic programming.
class Optimal {
public:
  explicit Optimal(const Subscripts &s) : s_(s), sets_(operand_sets(s)), best_(std::size_t{1} << sets_.size()) {
    for (std::size_t i = 0; i < sets_.size(); ++i)
      best_[std::size_t{1} << i] = {0, 0, sets_[i]};
    for (std::size_t subset = 1; subset < best_.size(); ++subset)
      if (std::popcount(subset) > 1)
        solve(subset);
  }

  Path path() {
    std::vector<std::size_t> present;
    for (std::size_t i = 0; i < sets_.size(); ++i)
      present.push_back(std::size_t{1} << i);
    Path path;
    contract(best_.size() - 1, present, path);
    return path;
  }

private:
  struct Choice {
    double cost = std::numeric_limits<double>::infinity();
    std::size_t left = 0; ///< the half that holds the lowest operand
    Set labels;
  };

  void solve(std::size_t subset) {
    std::vector<Set> others;
    for (std::size_t i = 0; i < sets_.size(); ++i)
      if (!(subset >> i & 1))
        others.push_back(sets_[i]);
    const std::size_t lowest = subset & -subset;
    Choice &choice = best_[subset];
    for (std::size_t left = subset; (left = (left - 1) & subset) != 0;) {
      if (!(left & lowest))
        continue;
      const Choice &a = best_[left], &b = best_[subset ^ left];
      const Set all = joined(a.labels, b.labels);
      const double cost = a.cost + b.cost + burin::detail::size_of(all, s_);
      if (cost < choice.cost)
        choice = {cost, left, needed(all, others, s_)};
    }
  }

  void contract(std::size_t subset, std::vector<std::size_t> &present, Path &path) {
    if (std::popcount(subset) == 1)
      return;
    const std::size_t left = best_[subset].left, right = subset ^ left;
    contract(left, present, path);
    contract(right, present, path);
    const auto place = [&](std::size_t part) {
      return static_cast<std::size_t>(std::find(present.begin(), present.end(), part) - present.begin());
    };
    path.emplace_back(place(left), place(right));
    std::erase(present, left);
    std::erase(present, right);
    present.push_back(subset);
  }

  const Subscripts &s_;
  std::vector<Set> sets_;
  std::vector<Choice> best_;
};

Path greedy(const Subscripts &s) {
  std::vector<Set> sets = operand_sets(s);
  Path path;
  while (sets.size() > 1) {
    double least = std::numeric_limits<double>::infinity();
    std::pair<std::size_t, std::size_t> pair;
    for (std::size_t i = 0; i < sets.size(); ++i)
      for (std::size_t k = i + 1; k < sets.size(); ++k)
        if (const double cost = burin::detail::size_of(joined(sets[i], sets[k]), s); cost < least)
          least = cost, pair = {i, k};
    path.push_back(pair);
    const Set all = joined(sets[pair.first], sets[pair.second]);
    sets.erase(sets.begin() + static_cast<std::ptrdiff_t>(pair.second));
    sets.erase(sets.begin() + static_cast<std::ptrdiff_t>(pair.first));
    sets.push_back(needed(all, sets, s));
  }
  return path;
}

constexpr std::size_t most_operands_for_optimal = 8;

} // namespace

Path contraction_path(const Subscripts &subscripts) {
  return subscripts.operands.size() <= most_operands_for_optimal ? Optimal(subscripts).path() : greedy(subscripts);
}

} // namespace burin::detail
