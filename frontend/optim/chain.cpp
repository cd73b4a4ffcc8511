// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/optim/transformations.h"
#include "frontend/optim/rule.h"

namespace burin::optim {

namespace detail {

Transformation in_turn(std::string_view name, const NamedParts &parts) {
  std::string text = std::string(name) + "(";
  for (const auto &[part_name, part] : parts)
    text += part_name + "=" + part.rule().text() + ";";
  return made_of({.text = text + ")",
                  .init =
                      [parts](const Parameters &parameters) {
                        Entries entries;
                        for (const auto &[part_name, part] : parts)
                          append(entries, part_name, part.rule().init(parameters));
                        return entries;
                      },
                  .update =
                      [parts](std::span<Array> updates, StateArrays &state, std::span<const Array> parameters) {
                        for (const auto &[part_name, part] : parts)
                          part.rule().update(updates, state, parameters);
                      },
                  .bound =
                      [name = std::string(name), parts](const Parameters &parameters) {
                        NamedParts bound;
                        for (const auto &[part_name, part] : parts)
                          bound.emplace_back(part_name, part.bound(parameters));
                        return in_turn(name, bound);
                      }});
}

} // namespace detail

Transformation chain(const std::vector<Transformation> &parts) {
  detail::NamedParts named;
  for (const Transformation &part : parts)
    named.emplace_back("[" + std::to_string(named.size()) + "]", part);
  return detail::in_turn("chain", named);
}

} // namespace burin::optim
