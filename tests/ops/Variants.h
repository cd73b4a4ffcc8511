// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "tests/ops/Program.h"

namespace burin::tests {

/// The sample, and the same operation over every dtype that it admits and, where it is elementwise, over representative
/// shapes: of rank 0 to 4, without elements, of extent 1, of odd extents. New operations get them without being asked.
std::vector<Sample> variantsOf(Context &context, const Sample &sample);

/// The operation accepts the operands.
bool admits(Context &context, const Sample &sample);

/// One element of the result comes of one of each operand.
bool isElementwise(const Program &program, const Sample &sample);

/// The sample with its operands (and dtype attributes) of element type `from` of another one. Ranges are cut to what
/// the dtype can hold.
Sample retyped(const Sample &sample, llvm::StringRef from, llvm::StringRef to);
/// The sample with another dtype attribute.
Sample withDtypeAttribute(const Sample &sample, llvm::StringRef dtype);

/// The element type of an operand: "f64" of "2x3xf64".
llvm::StringRef elementOf(const Operand &operand);
/// The shape of an operand with its separator: "2x3x" of "2x3xf64".
llvm::StringRef shapeOf(const Operand &operand);

} // namespace burin::tests
