// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/state.h"

#include <source_location>
#include <string>
#include <utility>
#include <vector>

namespace burin::io {

/// Texts by name, in order.
using Metadata = std::vector<std::pair<std::string, std::string>>;

struct SafetensorsOptions {
  /// Arrays whose elements stand at a multiple of 64 bytes are views of the file's pages: nothing is read before it is
  /// used, and processes share the memory. Files of save_safetensors are laid out for that. The file must not be
  /// changed in place while such an array lives (saving with Burin replaces it, and is safe).
  bool mapped = true;
};

/// All arrays of a safetensors file (github.com/huggingface/safetensors), by name, in the order of its header.
/// IoError, with path and byte, for a file that cannot be read or is damaged; UnsupportedError for element types that
/// Burin does not have.
State load_safetensors(const std::string &path, const SafetensorsOptions &options = {},
                       std::source_location where = std::source_location::current());

/// The texts that a safetensors file carries beside its arrays. IoError as of load_safetensors.
Metadata load_metadata(const std::string &path, std::source_location where = std::source_location::current());

struct SaveOptions {
  Metadata metadata{}; ///< in UTF-8; names are distinct
};

/// Writes the arrays under their names: `save_safetensors("model.safetensors", state_of(model))`. Equal arrays give
/// equal bytes. IoError when the file cannot be written; then the old file, if there was one, is untouched.
void save_safetensors(const std::string &path, const State &state, const SaveOptions &options = {},
                      std::source_location where = std::source_location::current());

} // namespace burin::io
