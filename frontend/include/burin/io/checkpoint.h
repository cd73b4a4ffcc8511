// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/io/safetensors.h"
#include "burin/tree.h"

#include <source_location>
#include <string>
#include <type_traits>

namespace burin {

namespace detail {
void save_checkpoint(const std::string &path, TreeRef tree, const io::SaveOptions &options, const SourceLine &line);
void restore_checkpoint(const std::string &path, TreeRef tree, const SourceLine &line);
} // namespace detail

namespace io {

/// Writes all arrays of a tree by path, and the text of what is static in it: a model, an optimizer, random streams, or
/// several at once, `io::save("step.safetensors", std::tie(model, opt, rngs))`. The file is a safetensors file, so that
/// everything that reads those reads checkpoints. It appears whole: whoever is interrupted, by a full disk or by force,
/// leaves the file that was there. IoError when it cannot be written.
template <class T>
void save(const std::string &path, const T &tree, const SaveOptions &options = {},
          std::source_location where = std::source_location::current()) {
  detail::save_checkpoint(path, detail::tree_ref(tree), options, where);
}

/// Gives the arrays of a tree the values that were saved. TreeError, with the path and both sides, unless the file was
/// saved from a tree with the same paths, holes, static values, shapes and dtypes; IoError when it cannot be read, is
/// damaged or no checkpoint. After an error the tree is as it was. Static values are compared, not restored: what
/// changes while training is an array.
template <class T>
  requires(std::is_lvalue_reference_v<T> || detail::TupleNode<T>)
void restore(const std::string &path, T &&tree, std::source_location where = std::source_location::current()) {
  static_assert(!std::is_const_v<std::remove_reference_t<T>>, "burin: a const tree cannot be restored into");
  detail::restore_checkpoint(path, detail::tree_ref(tree), where);
}

} // namespace io
} // namespace burin
