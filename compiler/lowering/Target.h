// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <optional>
#include <string>

namespace burin::lowering {

/// What the generators and the code generator must know about the machine that will run the code.
struct Target {
  std::string cpu;      ///< LLVM's name: "sapphirerapids", "x86-64-v3"
  std::string features; ///< LLVM's list: "+avx2,+fma,-avx512f"
  unsigned vectorBits = 128;
  unsigned numVectorRegs = 16;
  bool hasFma = false;
  int64_t l1Bytes = 32 << 10, l2Bytes = 512 << 10, l3Bytes = 8 << 20;

  /// Elements of `bits` bits in one vector register.
  unsigned lanes(unsigned bits) const { return vectorBits / bits; }
};

/// "native" or an x86-64 level ("x86-64-v2", "x86-64-v3", "x86-64-v4"; "v3" is short for it). None, with a
/// sentence in `problem`, for other names and for levels that this machine cannot run.
std::optional<Target> namedTarget(llvm::StringRef name, std::string &problem);

/// The target that the environment variable BURIN_TARGET names, "native" by default; read once. When the
/// variable is wrong, this is the native target and `hostTargetProblem()` says what is wrong.
const Target &hostTarget();
const std::string &hostTargetProblem();

} // namespace burin::lowering
