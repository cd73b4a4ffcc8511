// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/tree.h"

#include <concepts>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The parts of a tree that are chosen or left out as a whole, and who chooses them: a predicate or a mask.
namespace burin::detail {

/// An array of a tree, or a node that is not descended into.
struct TreePart {
  std::string path;
  ObjectRef node;              ///< without a type for an array
  std::vector<Array *> arrays; ///< of a node all, holes included
  LeafKind kind = LeafKind::array;
  bool is_array() const { return node.type == nullptr; }
};
/// `whole` are the types of nodes that are parts; `root` is the type of the tree.
std::vector<TreePart> tree_parts(TreeRef tree, TypeId root, std::span<const TypeId> whole = {});

template <class P>
concept ArrayPredicate = std::predicate<const P &, const Array &>;
template <class P>
concept PathPredicate = !ArrayPredicate<P> && std::predicate<const P &, const std::string &>;
template <class P>
concept PathArrayPredicate =
    !ArrayPredicate<P> && !PathPredicate<P> && std::predicate<const P &, const std::string &, const Array &>;
template <class P>
concept LeafPredicate = ArrayPredicate<P> || PathPredicate<P> || PathArrayPredicate<P>;

template <class P, class Leaf> bool ask(const P &predicate, const std::string &path, const Leaf &leaf) {
  if constexpr (std::predicate<const P &, const Leaf &>)
    return predicate(leaf);
  else if constexpr (PathPredicate<P>)
    return predicate(path);
  else if constexpr (std::predicate<const P &, const std::string &, const Leaf &>)
    return predicate(path, leaf);
  else
    return false; // a predicate of arrays, and this is a node
}

/// Holes are never chosen; an nn::Stat is asked about as such.
template <class... Nodes, class P> bool chooses(const P &predicate, const TreePart &part) {
  bool chosen = false;
  if (!part.is_array())
    static_cast<void>(((part.node.type == type_id<Nodes>() &&
                        (chosen = ask(predicate, part.path, *static_cast<const Nodes *>(part.node.object)), true)) ||
                       ...));
  else if (const Array &array = *part.arrays[0]; array.is_none())
    chosen = false;
  else if (part.kind == LeafKind::stat)
    chosen = ask(predicate, part.path, static_cast<const nn::Stat &>(array));
  else
    chosen = ask(predicate, part.path, array);
  return chosen;
}

/// What the mask says of each part: of its path, or of the longest that leads there. TreeError for a part without an
/// entry, for an entry without a part, and for entries that are not bools.
std::vector<bool> masked_parts(std::string_view op, std::span<const TreePart> parts, TreeRef mask,
                               const SourceLine &line);

/// Which parts a predicate of (array), (path) or (path, array), or a mask, chooses.
template <class... Nodes, class Which>
std::vector<bool> chosen_parts(std::string_view op, std::span<const TreePart> parts, const Which &which,
                               const SourceLine &line) {
  if constexpr (LeafPredicate<Which>) {
    std::vector<bool> chosen;
    for (const TreePart &part : parts)
      chosen.push_back(chooses<Nodes...>(which, part));
    return chosen;
  } else {
    return masked_parts(op, parts, tree_ref(which), line);
  }
}

/// Empties the parts that are (not) chosen.
void clear_parts(std::span<const TreePart> parts, const std::vector<bool> &chosen, bool keep_chosen);

} // namespace burin::detail
