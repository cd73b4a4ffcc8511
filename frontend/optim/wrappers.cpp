// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/optim/wrappers.h"
#include "burin/create.h"
#include "burin/detail/trace_scope.h"
#include "burin/errors.h"
#include "burin/ops.h"
#include "burin/optim/transformations.h"
#include "frontend/nn/message.h"
#include "frontend/optim/rule.h"

#include <algorithm>

namespace burin::optim {

namespace {

/// Some of the parameters, with their places among all.
struct Part {
  Part(const Parameters &all, const std::vector<bool> &chosen) : where(all.where) {
    for (std::size_t i = 0; i < chosen.size(); ++i)
      if (chosen[i]) {
        arrays.push_back(all.arrays[i]);
        paths.push_back(all.paths[i]);
      }
  }
  Parameters parameters() const { return {arrays, paths, where}; }
  std::vector<Array> arrays;
  std::vector<std::string> paths;
  std::source_location where;
};

std::vector<Array> picked(std::span<const Array> all, const std::vector<bool> &chosen) {
  std::vector<Array> some;
  for (std::size_t i = 0; i < chosen.size(); ++i)
    if (chosen[i])
      some.push_back(all[i]);
  return some;
}

std::string bits_of(const std::vector<bool> &chosen) {
  std::string bits;
  for (const bool one : chosen)
    bits += one ? '1' : '0';
  return bits;
}

/// The inner transformation on the parameters that are chosen, bound to them.
Transformation bound_mask(const Transformation &inner, const std::vector<bool> &chosen, const Parameters &all,
                          const std::string &state_name) {
  const Transformation bound = inner.bound(Part(all, chosen).parameters());
  return detail::made_of(
      {.text = "masked " + bits_of(chosen) + "(" + bound.rule().text() + ")",
       .init =
           [bound, chosen, state_name](const Parameters &parameters) {
             detail::Entries entries;
             detail::append(entries, state_name, bound.rule().init(Part(parameters, chosen).parameters()));
             return entries;
           },
       .update =
           [bound, chosen](std::span<Array> updates, StateArrays &state, std::span<const Array> parameters) {
             std::vector<Array> some = picked(updates, chosen);
             bound.rule().update(some, state, picked(parameters, chosen));
             for (std::size_t i = 0, next = 0; i < chosen.size(); ++i)
               if (chosen[i])
                 updates[i] = some[next++];
           }});
}

} // namespace

Transformation masked(const Transformation &inner, const Mask &mask) {
  if (!mask)
    return inner;
  return detail::to_be_bound("optim.masked", "masked " + mask.text() + "(" + inner.rule().text() + ")",
                             [inner, mask](const Parameters &all) {
                               return bound_mask(inner, mask.chosen("optim.masked", all), all, "inner_state");
                             });
}

Transformation freeze(const Mask &mask) { return masked(set_to_zero(), mask); }

namespace {

/// The label of each parameter.
std::vector<std::string> labels_of(const Labels &labels, const detail::NamedParts &known, const Parameters &all) {
  std::vector<std::string> found;
  for (std::size_t i = 0; i < all.arrays.size(); ++i) {
    const burin::detail::UserCode code;
    const std::string label = labels(all.paths[i], all.arrays[i]);
    std::string names;
    for (const auto &[name, transformation] : known)
      names += (names.empty() ? "" : ", ") + name;
    if (std::none_of(known.begin(), known.end(), [&](const auto &entry) { return entry.first == label; }))
      throw TreeError(nn::message("optim.multi_transform",
                                  all.paths[i] + ": there is no transformation with its label; expected one of " +
                                      names + ", got " + label,
                                  all.where, "Name a transformation for every label.", "treeerror"));
    found.push_back(label);
  }
  return found;
}

} // namespace

Transformation multi_transform(const detail::NamedParts &transformations, const Labels &labels) {
  std::string text = "multi_transform " + labels.text() + "(";
  for (const auto &[name, transformation] : transformations)
    text += name + "=" + transformation.rule().text() + ";";
  return detail::to_be_bound("optim.multi_transform", text + ")", [transformations, labels](const Parameters &all) {
    const std::vector<std::string> found = labels_of(labels, transformations, all);
    detail::NamedParts parts;
    for (const auto &[name, transformation] : transformations) {
      std::vector<bool> chosen;
      for (const std::string &label : found)
        chosen.push_back(label == name);
      parts.emplace_back("inner_states." + name, bound_mask(transformation, chosen, all, ""));
    }
    return detail::in_turn("multi_transform", parts);
  });
}

Transformation add_decayed_weights(const Schedule &weight_decay, const Mask &mask) {
  const std::optional<double> constant = weight_decay.constant();
  if (constant && *constant == 0)
    return masked(identity(), mask);
  if (constant)
    return masked(detail::stateless(detail::described("add_decayed_weights", {*constant}),
                                    [decay = *constant](const Array &u, const Array &p) { return u + decay * p; }),
                  mask);
  return masked(
      detail::made_of({.text = "add_decayed_weights(" + weight_decay.text() + ")",
                       .init = [](const Parameters &) { return detail::Entries{detail::count_entry()}; },
                       .update =
                           [weight_decay](std::span<Array> updates, StateArrays &state, std::span<const Array> p) {
                             Array &count = state.next();
                             const Array decay = weight_decay(count);
                             for (std::size_t i = 0; i < updates.size(); ++i)
                               updates[i] = updates[i] + decay.astype(p[i].dtype()) * p[i];
                             count = detail::incremented(count);
                           }}),
      mask);
}

} // namespace burin::optim
