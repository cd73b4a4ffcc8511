// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "tests/property/Generator.h"

namespace burin::tests {

/// What a program says, in one precision, and how far it moves when each rounding on the way goes the other way.
struct Reference {
  std::vector<ir::Literal> results;
  std::vector<long double> spread; ///< greatest distance over the elements of each result
};

/// Evaluates the program as it is, and with every floating result of an operation moved at random by up to one unit of
/// its last place: the distance between two precisions, which f64 has, too, and which luck does not make 0. What
/// integers are turned to in order to feed operations that jump stays exact.
Reference evaluateWithSpread(Subject &subject);

/// The program by machine code: as one program after all passes, or with a barrier behind every operation, each
/// compiled alone, as it is outside of jit. Empty, with the reason in `problem`, when it does not compile.
enum class Mode { jit, eager };
std::vector<ir::Literal> runCompiled(Subject &subject, Mode mode, std::string &problem);

/// Empty when results agree with the reference to 8 times the spread and 4 units of the last place of the greatest
/// element, integers exactly.
std::string difference(const std::vector<ir::Literal> &results, const Reference &reference);

/// Empty when compiled results agree with the reference, and those of the two modes with each other bit for bit.
std::string disagreement(Subject &subject);

} // namespace burin::tests
