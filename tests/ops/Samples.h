// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <iosfwd>
#include <string>
#include <vector>

namespace burin::tests {

/// One operand: the inside of a tensor type ("2x3xf64") and the range of its elements; those on the diagonals of its
/// matrices, the last two axes, are greater by `diagonal`.
struct Operand {
  Operand(const char *operandType, double least = -2, double greatest = 2, double onDiagonal = 0)
      : type(operandType), low(least), high(greatest), diagonal(onDiagonal) {}
  std::string type;
  double low, high, diagonal;
};

/// One way to apply an operation. Every registered operation has one, or stands in structuralOps().
struct Sample {
  std::string op;
  std::vector<Operand> operands;
  std::string attributes = "{}";
  unsigned results = 1;
  std::string refusal{}; ///< why it cannot be differentiated
  /// Of an operation with computations: functions, with `$0` for operand 0's dtype, and so on.
  std::vector<std::string> computations{};
};

void PrintTo(const Sample &sample, std::ostream *out);

// By family, in tests/ops/samples/.
std::vector<Sample> samplesOfElementwise();
std::vector<Sample> samplesOfRounding();
std::vector<Sample> samplesOfBitcast();
std::vector<Sample> samplesOfTranscendental();
std::vector<Sample> samplesOfTrigonometric();
std::vector<Sample> samplesOfSpecial();
std::vector<Sample> samplesOfRandom();
std::vector<Sample> samplesOfShape();
std::vector<Sample> samplesOfReduce();
std::vector<Sample> samplesOfWindow();
std::vector<Sample> samplesOfCumulative();
std::vector<Sample> samplesOfOrder();
std::vector<Sample> samplesOfDot();
std::vector<Sample> samplesOfConvolution();
std::vector<Sample> samplesOfGather();
std::vector<Sample> samplesOfScatter();
std::vector<Sample> samplesOfDynamicSlice();
std::vector<Sample> samplesOfLinalg();
std::vector<Sample> samplesOfComputation();
std::vector<Sample> samplesOfCall();
std::vector<Sample> samplesOfCallback();
/// All of them.
const std::vector<Sample> &samples();

/// Operations that stand for the execution of functions, with what expands them before lowering, if anything does.
struct StructuralOp {
  llvm::StringRef op, expandedBy;
};
llvm::ArrayRef<StructuralOp> structuralOps();

/// Operations whose results are other names of their operands' memory: no code and no cost.
bool renamesMemory(llvm::StringRef op);

/// Operations that divide by what is left of the diagonal of operand 0 when products of its other elements are taken
/// away. Their rounding errors are those of its comparison matrix: nothing cancels where all products are added, the
/// diagonal excepted, which gets as small as it may.
bool eliminates(llvm::StringRef op);

/// Operations whose tangent is zero by definition though their values change.
bool tangentIsZeroByDefinition(llvm::StringRef op);

} // namespace burin::tests
