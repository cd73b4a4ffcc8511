// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/array.h"

#include <source_location>
#include <string>

namespace burin::io {

/// The array of a file of `numpy.save` (format versions 1 to 3, any byte order, C or Fortran order, any shape). Two
/// opaque bytes ('V2', which is how NumPy writes the bfloat16 of ml_dtypes) are bf16. IoError, with path and offset,
/// for a file that cannot be read, is damaged or holds more than one array; UnsupportedError for a dtype that Burin
/// does not have.
Array load_npy(const std::string &path, std::source_location where = std::source_location::current());

/// Writes what `numpy.save` writes, byte for byte. bf16 becomes 'V2': `numpy.load(path).view(ml_dtypes.bfloat16)`.
/// IoError when the file cannot be written; then the old file, if there was one, is untouched.
void save_npy(const std::string &path, const Array &array,
              std::source_location where = std::source_location::current());

} // namespace burin::io
