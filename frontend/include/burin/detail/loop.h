// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/control_calls.h"
#include "burin/detail/traced_call.h"
#include "burin/tree.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace burin::detail {

/// The arrays that go into a loop, and their types in its body: what scan, while_loop, fori_loop and map share.
class Loop {
public:
  /// `carry_prefix` is not shown in paths: the place of the user's carry in a larger one.
  explicit Loop(const ControlSite &site, std::string_view carry_prefix = {});
  ~Loop();
  Loop(const Loop &) = delete;
  Loop &operator=(const Loop &) = delete;

  /// Arguments of the body, in order: the carry is 0.
  void add_carry(TreeRef init);
  /// ShapeError unless there is a length: that of all leading axes, or the one given.
  void add_rows(TreeRef xs, const std::optional<std::int64_t> &length);
  void add_state(int argument, TreeRef state);

  /// Gives the arrays of a copied argument the types that they have in the body.
  void make_abstract(int argument, TreeRef copy) const;
  TraceRequest request(std::string_view part) const;
  /// Inside of the body's trace: what it returns. TreeError unless its structure is that of the initial carry.
  void take_carry(TreeRef returned);
  /// Inside of the trace of a loop's condition. DTypeError unless it is a boolean scalar.
  void check_condition(const Array &condition) const;
  /// False: weak initial values took over the dtypes that the body gives, which has to be traced again. DTypeError or
  /// ShapeError where types still differ.
  bool settle(const TracedFunction &body, const std::vector<StateChange> &states);

  /// Outputs in the order of the body's results.
  std::vector<Array> scan(const TracedFunction &body, bool reverse, std::int64_t unroll) const;
  std::vector<Array> repeat(const TracedFunction &condition, const TracedFunction &body,
                            std::int64_t checkpoints) const;

private:
  struct State;
  State *const state_;
};

/// An argument of a loop's body: the carry and rows arrive as rvalues of copies, state as lvalues.
template <class T, bool State> struct LoopArgument {
  using Stored = std::remove_const_t<T>;
  using Passed = std::conditional_t<State, T &, Stored &&>;
  static constexpr bool constant = !State || std::is_const_v<T>;
  static constexpr bool writable = State && !std::is_const_v<T>;
  static constexpr bool moved = false, traced = true;
  static_assert(std::is_copy_constructible_v<Stored>, "burin: what goes through a loop must be copyable: its body is "
                                                      "traced on a copy");
  T *object;
  const Loop *loop;
  int number;

  LoopArgument(T &o, const Loop &l, int n) : object(std::addressof(o)), loop(&l), number(n) {}
  Stored copy() const {
    Stored stored(*object);
    loop->make_abstract(number, tree_ref(stored));
    return stored;
  }
  static Passed pass(Stored &stored) { return static_cast<Passed>(stored); }
  Extent extent() const { return {object, State ? sizeof(T) : 0}; }
};
template <class T> using LoopValue = LoopArgument<const T, false>;
template <class T> using LoopState = LoopArgument<T, true>;

/// Traces the body until the types of its carry are settled.
template <class Step, class... G> auto trace_body(Loop &loop, const Step &step, const G &...g) {
  for (;;) {
    auto outcome = trace_call(
        loop.request("body"), step, [&](auto &result) { loop.take_carry(tree_ref(Step::carry(result))); }, g...);
    if (loop.settle(outcome.function, outcome.plan->states))
      return outcome;
  }
}

template <class Plan, class... G>
auto finish_loop(const ControlSite &site, const Plan &plan, std::span<const Array> outputs, const G &...g) {
  require_no_overlap(site.op(), {}, site.line, plan.changed, g...);
  return finish_call(plan, outputs, {}, g...);
}

} // namespace burin::detail
