// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

namespace burin::runtime {

class Compiler;

/// Makes compiler() give this object instead of loading the library; null undoes it.
void set_compiler_for_testing(Compiler *compiler);

} // namespace burin::runtime
