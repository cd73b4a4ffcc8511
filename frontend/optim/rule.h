// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/optim/transformation.h"

#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What built-in rules are written with.
namespace burin::optim::detail {

using Entries = std::vector<State::Entry>;

/// Exactly the name and the numbers.
std::string described(std::string_view name, std::initializer_list<double> numbers);
/// " bfloat16", or nothing.
std::string described(std::optional<DType> dtype);

/// A rule as functions; those that it does not need may be empty.
struct RuleParts {
  std::string text;
  std::function<Entries(const Parameters &)> init;
  std::function<void(std::span<Array>, StateArrays &, std::span<const Array>)> update;
  std::function<Transformation(const Parameters &)> bound{};
};
Transformation made_of(RuleParts parts);

/// A rule that is another one for given parameters; its own update is an Error.
Transformation to_be_bound(const std::string &op, std::string text,
                           std::function<Transformation(const Parameters &)> bound);

/// One after the other; the state of each behind its name.
using NamedParts = std::vector<std::pair<std::string, Transformation>>;
Transformation in_turn(std::string_view name, const NamedParts &parts);

/// A rule without state that treats each parameter alone.
Transformation stateless(std::string text, std::function<Array(const Array &update, const Array &parameter)> f);

/// The arrays of state that one parameter has in each tree of a rule's state.
using Slots = std::span<Array *const>;
/// A rule whose state is `trees`, each with an array `first(parameter)` per parameter, that treats each parameter
/// alone.
struct Tree {
  std::string name;
  std::function<Array(const Array &)> first;
};
Transformation each_with_state(std::string text, std::vector<Tree> trees,
                               std::function<Array(const Array &update, Slots state)> f);

/// One array per parameter, "name.path".
Entries entries_of(std::string_view name, const Parameters &parameters,
                   const std::function<Array(const Array &)> &first);
Entries zeros_of(std::string_view name, const Parameters &parameters, std::optional<DType> dtype = {});
/// An array with a name.
State::Entry entry(std::string_view name, const Array &value);
State::Entry count_entry(std::string_view name = "count");
void append(Entries &entries, std::string_view prefix, Entries more);

/// count + 1, that stops at the largest number.
Array incremented(const Array &count);
/// x with the dtype of `like`.
Array stored(const Array &x, const Array &like);
/// The n-th of some arrays where `chosen` is true, of others where it is false; in place of `on_true`.
void select(const Array &chosen, std::span<Array> on_true, std::span<const Array> on_false);

} // namespace burin::optim::detail
