// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "tests/ops/Variants.h"

#include <gtest/gtest.h>

namespace burin::tests {

/// One application of an operation to operands, in a program of its own, and what its rules emit there.
class Case {
public:
  Case(Context &context, const Sample &sample) : context(context), sample(sample), program(context, sample) {
    operands = randomOperands(context, sample, random);
  }

  mlir::Operation *op() { return program.op; }
  ir::ArrayOp rules() { return program.rules(); }
  llvm::SmallVector<ir::Literal> evaluate(llvm::ArrayRef<ir::Literal> at);
  /// All emitted operations whose operands have values.
  bool runEmitted(ir::Evaluator &evaluator);

  /// A tangent of each operand in `mask`, as a new argument of the function; null elsewhere.
  llvm::SmallVector<mlir::Value> addTangents(unsigned mask);
  /// Each floating operand alone, and all of them; nothing without floating operands, or where derivatives are refused.
  std::vector<unsigned> tangentMasks();
  /// Finite differences mean something: all floating operands and results are f64.
  bool isOfF64();

  Context &context;
  const Sample &sample;
  Random random{20250101};
  Program program;
  std::vector<ir::Literal> operands;
};

bool isReal(mlir::Value value);

/// Relative distance within which two ways to the same value of this type agree when each rounds a few times.
double toleranceOf(mlir::RankedTensorType type);

/// One sample, each of whose variants is checked in turn.
class Walk : public testing::TestWithParam<Sample> {
protected:
  template <class Check> void forEachVariant(Check check) {
    for (const Sample &variant : variantsOf(context, GetParam())) {
      SCOPED_TRACE(testing::PrintToString(variant));
      Case one(context, variant);
      check(one);
      if (HasFatalFailure())
        return;
    }
  }
  void SetUp() override {
    Program program(context, GetParam());
    ASSERT_TRUE(program.op) << program.inference.problem;
  }

  Context context;
};

} // namespace burin::tests
