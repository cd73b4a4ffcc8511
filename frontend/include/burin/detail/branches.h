// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/branch_list.h"
#include "burin/detail/branch_set.h"
#include "burin/detail/control.h"

#include <string>
#include <tuple>
#include <utility>

namespace burin::detail {

/// One branch, with the result that all have.
template <class F, class R> struct Branch {
  const F *function;

  template <class... A> R operator()(A &&...arguments) const {
    if constexpr (std::is_same_v<R, NoResult>) {
      detail::invoke(*function, std::forward<A>(arguments)...);
      return {};
    } else {
      return R(detail::invoke(*function, std::forward<A>(arguments)...));
    }
  }
};

/// In the current trace: traces all branches and calls the one that `index` names.
template <class Branches, class... G>
auto record_branches(const ControlSite &site, const Branches &branches, const Array &index, const G &...g) {
  using R = typename Branches::template Result<G...>;
  using Plan = PlanOf<Branch<typename Branches::First, R>, G...>;
  const UserLine line(site.line);
  BranchSet set(site, branches.size());
  const Array number = set.index(index);
  int next = 0;
  ((G::traced ? set.add_argument(next, g.tree()) : void(), ++next), ...);
  std::shared_ptr<Plan> plan;
  branches.each([&]<class F>(const F &function) {
    const auto outcome =
        trace_call(set.request(), Branch<F, R>{&function}, [&](auto &result) { set.take(tree_ref(result)); }, g...);
    set.add(outcome.function, outcome.plan->states);
    if (!plan)
      plan = std::make_shared<Plan>(*outcome.plan);
    plan->changed |= outcome.plan->changed;
  });
  const std::vector<Array> outputs = set.call(number);
  plan->states = set.states();
  require_no_overlap(site.op(), {}, site.line, plan->changed, g...);
  return finish_call(*plan, outputs, {}, g...);
}

/// Branches, as a function of everything else.
template <class Branches> struct BranchesOf {
  using TransformedCallable = typename Branches::First;
  ControlSite site;
  Branches branches;

  template <class... A> auto operator()(const Array &index, A &&...arguments) const {
    return record_branches(site, branches, index, BranchArgument<A>(arguments)...);
  }
  std::string identity() const
    requires(Branches::have_identity())
  {
    std::string text;
    branches.each([&](const auto &function) { text += identity_of(function) + ";"; });
    return text;
  }
};

template <class Branches, class... A>
auto choose(const ControlSite &site, const Branches &branches, const Array &index, A &&...arguments) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return run_control(site, BranchesOf<Branches>{site, branches}, index,
                       branch_value<Branches, I, A...>(std::forward<A>(arguments))...);
  }(std::index_sequence_for<A...>());
}

/// The same without a result where the branches have none.
template <class Branches, class... A>
auto run_branches(const ControlSite &site, const Branches &branches, const Array &index, A &&...arguments) {
  static_assert(Branches::template viable_with<Offered<A>...>,
                "burin: a branch cannot be called with these arguments; a parameter T& takes a non-const variable");
  if constexpr (!Branches::template viable_with<Offered<A>...>)
    return;
  else if constexpr (std::is_same_v<decltype(choose(site, branches, index, std::forward<A>(arguments)...)), NoResult>)
    choose(site, branches, index, std::forward<A>(arguments)...);
  else
    return choose(site, branches, index, std::forward<A>(arguments)...);
}

} // namespace burin::detail
