// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/dtype.h"

namespace burin {

std::string_view name_of(DType d) {
  constexpr std::string_view names[dtype_count] = {"bool",     "int8",    "int16",  "int32",  "int64",
                                                   "uint8",    "uint16",  "uint32", "uint64", "float16",
                                                   "bfloat16", "float32", "float64"};
  return names[static_cast<int>(d)];
}

std::string_view short_name_of(DType d) {
  constexpr std::string_view names[dtype_count] = {"bool", "i8",  "i16", "i32",  "i64", "u8", "u16",
                                                   "u32",  "u64", "f16", "bf16", "f32", "f64"};
  return names[static_cast<int>(d)];
}

} // namespace burin
