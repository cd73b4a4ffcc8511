// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/state.h"

#include <source_location>
#include <string>

namespace burin {

namespace detail {
void load_into(TreeRef model, const std::string &path, const SourceLine &line);
void load_into(TreeRef model, const State &state, const SourceLine &line);
} // namespace detail

namespace io {

/// Gives every array of the model the array of its path, "layers[1].kernel", in a file: npz when its name ends in
/// ".npz", else safetensors (mapped). TreeError unless the file has exactly the model's paths, shapes and dtypes; it
/// names what is missing, unexpected and different. IoError as of load_safetensors. After an error the model is as it
/// was.
template <class Model>
void load_into(Model &model, const std::string &path, std::source_location where = std::source_location::current()) {
  detail::load_into(detail::tree_ref(model), path, where);
}

/// The same from arrays in memory, as those of a file after renaming.
template <class Model>
void load_into(Model &model, const State &state, std::source_location where = std::source_location::current()) {
  detail::load_into(detail::tree_ref(model), state, where);
}

} // namespace io
} // namespace burin
