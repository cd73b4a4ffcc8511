// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/state.h"

#include <source_location>
#include <string>

namespace burin::io {

/// All arrays of a file of `numpy.savez` or `numpy.savez_compressed`, by name (without ".npy"), in the order of the
/// file. Errors as of load_npy; checksums are compared; nothing is returned of a file with one damaged entry.
State load_npz(const std::string &path, std::source_location where = std::source_location::current());

struct NpzOptions {
  bool compress = false; ///< deflate, as numpy.savez_compressed
};

/// Writes a file that `numpy.load` reads; the same arrays give the same bytes. Names are those of the state:
/// `save_npz("model.npz", state_of(model))`. IoError as of save_npy.
void save_npz(const std::string &path, const State &state, const NpzOptions &options = {},
              std::source_location where = std::source_location::current());

} // namespace burin::io
