// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/optim/rule.h"
#include "burin/create.h"
#include "burin/errors.h"
#include "burin/ops.h"
#include "frontend/nn/message.h"

#include <cstdio>
#include <limits>

namespace burin::optim::detail {

namespace {

class FunctionRule final : public Rule {
public:
  explicit FunctionRule(RuleParts parts) : parts_(std::move(parts)) {}
  std::string text() const override { return parts_.text; }
  std::vector<State::Entry> init(const Parameters &parameters) const override {
    return parts_.init ? parts_.init(parameters) : Rule::init(parameters);
  }
  void update(std::span<Array> updates, StateArrays &state, std::span<const Array> parameters) const override {
    if (parts_.update)
      parts_.update(updates, state, parameters);
  }
  std::shared_ptr<const Rule> bound(const Parameters &parameters) const override {
    if (!parts_.bound)
      return nullptr;
    return shared(parts_.bound(parameters));
  }

private:
  static std::shared_ptr<const Rule> shared(Transformation transformation) {
    auto owner = std::make_shared<const Transformation>(std::move(transformation));
    return {owner, &owner->rule()};
  }
  RuleParts parts_;
};

} // namespace

std::string described(std::string_view name, std::initializer_list<double> numbers) {
  std::string text(name);
  for (double number : numbers) {
    char digits[32];
    std::snprintf(digits, sizeof digits, " %a", number);
    text += digits;
  }
  return text;
}

std::string described(std::optional<DType> dtype) { return dtype ? " " + std::string(name_of(*dtype)) : ""; }

Transformation made_of(RuleParts parts) {
  return Transformation(std::make_shared<const FunctionRule>(std::move(parts)));
}

Transformation to_be_bound(const std::string &op, std::string text,
                           std::function<Transformation(const Parameters &)> bound) {
  const auto refuse = [op](std::span<Array>, StateArrays &, std::span<const Array>) {
    throw Error(nn::message(op, "the transformation is not bound to parameters; expected tx.bound(parameters)", {},
                            "A rule that holds a transformation hands it on in its own bound().", "error"));
  };
  return made_of({.text = std::move(text),
                  .init = [bound](const Parameters &p) { return bound(p).rule().init(p); },
                  .update = refuse,
                  .bound = bound});
}

Transformation stateless(std::string text, std::function<Array(const Array &, const Array &)> f) {
  return made_of({.text = std::move(text),
                  .init = {},
                  .update = [f = std::move(f)](std::span<Array> updates, StateArrays &, std::span<const Array> p) {
                    for (std::size_t i = 0; i < updates.size(); ++i)
                      updates[i] = f(updates[i], p[i]);
                  }});
}

Transformation each_with_state(std::string text, std::vector<Tree> trees,
                               std::function<Array(const Array &, Slots)> f) {
  const std::size_t count = trees.size();
  return made_of({.text = std::move(text),
                  .init =
                      [trees = std::move(trees)](const Parameters &parameters) {
                        Entries entries;
                        for (const Tree &tree : trees)
                          append(entries, "", entries_of(tree.name, parameters, tree.first));
                        return entries;
                      },
                  .update =
                      [f = std::move(f), count](std::span<Array> updates, StateArrays &state, std::span<const Array>) {
                        std::vector<std::span<Array>> arrays;
                        for (std::size_t tree = 0; tree < count; ++tree)
                          arrays.push_back(state.next(updates.size()));
                        std::vector<Array *> slots(count);
                        for (std::size_t i = 0; i < updates.size(); ++i) {
                          for (std::size_t tree = 0; tree < count; ++tree)
                            slots[tree] = &arrays[tree][i];
                          updates[i] = f(updates[i], slots);
                        }
                      }});
}

Entries entries_of(std::string_view name, const Parameters &parameters,
                   const std::function<Array(const Array &)> &first) {
  Entries entries;
  for (std::size_t i = 0; i < parameters.arrays.size(); ++i)
    entries.push_back(entry(std::string(name) + parameters.paths[i], first(parameters.arrays[i])));
  return entries;
}

Entries zeros_of(std::string_view name, const Parameters &parameters, std::optional<DType> dtype) {
  return entries_of(name, parameters, [&](const Array &p) { return zeros(p.shape(), dtype.value_or(p.dtype())); });
}

State::Entry entry(std::string_view name, const Array &value) { return {std::string(name), value}; }
State::Entry count_entry(std::string_view name) { return entry(name, Array::of(std::int32_t{0})); }

void append(Entries &entries, std::string_view prefix, Entries more) {
  for (auto &[name, array] : more) {
    const bool apart = !prefix.empty() && !name.starts_with('[') && !name.empty();
    entries.push_back(entry(std::string(prefix) + (apart ? "." : "") + name, array));
  }
}

Array incremented(const Array &count) {
  return where(count < std::numeric_limits<std::int32_t>::max(), count + 1, count);
}

Array stored(const Array &x, const Array &like) { return x.dtype() == like.dtype() ? x : x.astype(like.dtype()); }

void select(const Array &chosen, std::span<Array> on_true, std::span<const Array> on_false) {
  for (std::size_t i = 0; i < on_true.size(); ++i)
    on_true[i] = stored(where(chosen, on_true[i], on_false[i]), on_false[i]);
}

} // namespace burin::optim::detail
