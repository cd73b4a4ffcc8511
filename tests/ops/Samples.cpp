// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/ops/Samples.h"

#include "llvm/ADT/STLExtras.h"

#include <ostream>

namespace burin::tests {

static std::vector<Sample> collect() {
  std::vector<Sample> all;
  for (auto family :
       {samplesOfElementwise, samplesOfRounding,     samplesOfBitcast, samplesOfTranscendental, samplesOfTrigonometric,
        samplesOfSpecial,     samplesOfRandom,       samplesOfShape,   samplesOfReduce,         samplesOfCumulative,
        samplesOfOrder,       samplesOfWindow,       samplesOfDot,     samplesOfConvolution,    samplesOfGather,
        samplesOfScatter,     samplesOfDynamicSlice, samplesOfLinalg,  samplesOfComputation,    samplesOfCall,
        samplesOfCallback})
    llvm::append_range(all, family());
  return all;
}

void PrintTo(const Sample &sample, std::ostream *out) {
  *out << sample.op << "(";
  for (const Operand &operand : sample.operands)
    *out << operand.type << ";";
  *out << ") " << sample.attributes;
}

const std::vector<Sample> &samples() {
  static const std::vector<Sample> all = collect();
  return all;
}

static const StructuralOp structural[] = {
    {"call", "inlining"},
    {"checkpoint", "passes/custom_rules, or passes/autodiff into rematerialize"},
    {"rematerialize", "passes/remat"},
    {"custom_jvp_call", "passes/custom_rules, or passes/autodiff"},
    {"custom_vjp_call", "passes/custom_rules, or passes/autodiff"},
    {"vjp_call", "passes/autodiff"},
    {"jvp_call", "passes/autodiff"},
    {"vmap_call", "passes/batching"},
    {"while", {}},
    {"scan", {}},
    {"case", {}},
};

llvm::ArrayRef<StructuralOp> structuralOps() { return structural; }

bool renamesMemory(llvm::StringRef op) { return op == "optimization_barrier"; }

bool eliminates(llvm::StringRef op) { return op == "cholesky" || op == "triangular_solve"; }

bool tangentIsZeroByDefinition(llvm::StringRef op) { return op == "stop_gradient" || op == "bitcast_convert"; }

} // namespace burin::tests
