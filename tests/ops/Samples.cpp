// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/ops/Samples.h"

#include <ostream>

namespace burin::tests {

static const std::vector<Sample> table = {
    // Elementwise
    {"neg", {{"2x3xf64"}}},
    {"neg", {{"4xi32", -9, 9}}},
    {"neg", {{"4xui8", 0, 255}}},
    {"abs", {{"2x3xf64"}}},
    {"abs", {{"4xi64", -9, 9}}},
    {"sign", {{"2x3xf64"}}},
    {"sign", {{"4xui32", 0, 3}}},
    {"floor", {{"2x3xf64", -5, 5}}},
    {"is_finite", {{"2x3xf64"}}},
    {"exp", {{"2x3xf64"}}},
    {"exp", {{"f32"}}},
    {"exp2", {{"2x3xf64"}}},
    {"expm1", {{"2x3xf64"}}},
    {"log", {{"2x3xf64", 0.1, 3}}},
    {"log1p", {{"2x3xf64", -0.9, 3}}},
    {"log2", {{"2x3xf64", 0.1, 3}}},
    {"tanh", {{"2x3xf64"}}},
    {"logistic", {{"2x3xf64"}}},
    {"sqrt", {{"2x3xf64", 0.1, 3}}},
    {"rsqrt", {{"2x3xf64", 0.1, 3}}},
    {"cbrt", {{"2x3xf64", 0.1, 3}}},
    {"erf", {{"2x3xf64"}}},
    {"sin", {{"2x3xf64", -9, 9}}},
    {"cos", {{"2x3xf64", -9, 9}}},
    {"cos", {{"3xbf16"}}},
    {"pow", {{"2x3xf64", 0.1, 3}, {"2x3xf64"}}},
    {"integer_pow", {{"2x3xf64"}}, "{exponent = 3 : i64}"},
    {"integer_pow", {{"2x3xf64", 0.5, 2}}, "{exponent = -2 : i64}"},
    {"integer_pow", {{"2x3xf64"}}, "{exponent = 0 : i64}"},
    {"integer_pow", {{"2x3xf64"}}, "{exponent = 1 : i64}"},
    {"integer_pow", {{"4xi32", -9, 9}}, "{exponent = 5 : i64}"},
    {"add", {{"2x3xf64"}, {"2x3xf64"}}},
    {"add", {{"4xi1", 0, 1}, {"4xi1", 0, 1}}},
    {"sub", {{"2x3xf64"}, {"2x3xf64"}}},
    {"sub", {{"4xui8", 0, 255}, {"4xui8", 0, 255}}},
    {"mul", {{"2x3xf64"}, {"2x3xf64"}}},
    {"mul", {{"4xf16"}, {"4xf16"}}},
    {"div", {{"2x3xf64"}, {"2x3xf64", 0.5, 2}}},
    {"div", {{"4xi32", -99, 99}, {"4xi32", -9, 9}}},
    {"rem", {{"2x3xf64", -9, 9}, {"2x3xf64", 0.5, 2}}},
    {"rem", {{"4xui64", 0, 99}, {"4xui64", 0, 9}}},
    {"max", {{"2x3xf64"}, {"2x3xf64"}}},
    {"max", {{"4xui32", 0, 9}, {"4xui32", 0, 9}}},
    {"min", {{"2x3xf64"}, {"2x3xf64"}}},
    {"min", {{"4xi32", -9, 9}, {"4xi32", -9, 9}}},
    {"not", {{"4xi1", 0, 1}}},
    {"not", {{"4xi32", -9, 9}}},
    {"and", {{"4xi32", -9, 9}, {"4xi32", -9, 9}}},
    {"or", {{"4xi1", 0, 1}, {"4xi1", 0, 1}}},
    {"xor", {{"4xui8", 0, 255}, {"4xui8", 0, 255}}},
    {"shift_left", {{"4xui32", 0, 99}, {"4xui32", 0, 40}}},
    {"shift_right_logical", {{"4xi32", -99, 99}, {"4xi32", -1, 40}}},
    {"shift_right_arithmetic", {{"4xi32", -99, 99}, {"4xi32", -1, 40}}},
    {"compare", {{"2x3xf64"}, {"2x3xf64"}}, "{direction = \"lt\"}"},
    {"compare", {{"4xi32", 0, 2}, {"4xi32", 0, 2}}, "{direction = \"eq\"}"},
    {"select", {{"2x3xi1", 0, 1}, {"2x3xf64"}, {"2x3xf64"}}},
    {"select", {{"4xi1", 0, 1}, {"4xi32", -9, 9}, {"4xi32", -9, 9}}},
    {"convert", {{"2x3xf64"}}, "{dtype = f64}"},
    {"convert", {{"2x3xf64", -9, 9}}, "{dtype = i32}"},
    {"convert", {{"4xi32", -9, 9}}, "{dtype = f64}"},
    {"constant", {}, "{value = dense<1.5> : tensor<2x3xf64>}"},
    {"constant", {}, "{value = dense<true> : tensor<i1>}"},
    {"stop_gradient", {{"2x3xf64"}}},
    {"threefry2x32", {{"3xui32", 0, 4e9}, {"3xui32", 0, 4e9}, {"3xui32", 0, 4e9}, {"3xui32", 0, 4e9}}, "{}", 2},
    // Shape
    {"iota", {}, "{dtype = f64, shape = array<i64: 2, 3>, dimension = 1 : i64}"},
    {"iota", {}, "{dtype = i32, shape = array<i64: 4>, dimension = 0 : i64}"},
    {"broadcast_in_dim", {{"3xf64"}}, "{shape = array<i64: 2, 3>, dimensions = array<i64: 1>}"},
    {"broadcast_in_dim", {{"2x1xf64"}}, "{shape = array<i64: 4, 2, 3>, dimensions = array<i64: 1, 2>}"},
    {"broadcast_in_dim", {{"f64"}}, "{shape = array<i64: 2, 3>, dimensions = array<i64>}"},
    {"reshape", {{"2x3xf64"}}, "{shape = array<i64: 3, 1, 2>}"},
    {"reshape", {{"1x1xf64"}}, "{shape = array<i64>}"},
    {"transpose", {{"2x3x4xf64"}}, "{permutation = array<i64: 2, 0, 1>}"},
    {"slice", {{"5x6xf64"}}, "{start = array<i64: 1, 0>, limit = array<i64: 4, 6>, strides = array<i64: 1, 2>}"},
    {"slice", {{"5xi32", -9, 9}}, "{start = array<i64: 3>, limit = array<i64: 3>, strides = array<i64: 1>}"},
    {"pad", {{"2x3xf64"}, {"f64"}}, "{low = array<i64: 1, 0>, high = array<i64: 0, 2>, interior = array<i64: 1, 0>}"},
    {"pad",
     {{"5x3xf64"}, {"f64"}},
     "{low = array<i64: -1, 1>, high = array<i64: -2, -1>, interior = array<i64: 0, 1>}"},
    {"concatenate", {{"2x3xf64"}, {"2x1xf64"}, {"2x2xf64"}}, "{dimension = 1 : i64}"},
    {"reverse", {{"2x3xf64"}}, "{dimensions = array<i64: 1>}"},
    // Reduce
    {"reduce_sum", {{"2x3x4xf64"}}, "{axes = array<i64: 0, 2>}"},
    {"reduce_sum", {{"2x0xf64"}}, "{axes = array<i64: 1>}"},
    {"reduce_sum", {{"5xi32", -9, 9}}, "{axes = array<i64: 0>}"},
    {"reduce_max", {{"2x3x4xf64"}}, "{axes = array<i64: 1>}"},
    {"reduce_max", {{"2x3xi1", 0, 1}}, "{axes = array<i64: 1>}"},
    {"reduce_min", {{"2x3x4xf64"}}, "{axes = array<i64: 0, 1, 2>}"},
    {"reduce_min", {{"2x3xui8", 0, 255}}, "{axes = array<i64: 0>}"},
    {"argmax", {{"3x4xf64"}}, "{axis = 1 : i64, dtype = i32}"},
    {"argmin", {{"3x4xi32", 0, 3}}, "{axis = 0 : i64, dtype = i64}"},
    // Dot
    {"dot_general",
     {{"2x3xf64"}, {"3x4xf64"}},
     "{lhs_batch = array<i64>, rhs_batch = array<i64>, lhs_contract = array<i64: 1>, rhs_contract = "
     "array<i64: 0>}"},
    // Of one sign: where sums cancel, no number of units bounds their rounding.
    {"dot_general",
     {{"3x2x4xf64", 0.5, 2}, {"4x5x2x3xf64", 0.5, 2}},
     "{lhs_batch = array<i64: 1>, rhs_batch = array<i64: 2>, lhs_contract = array<i64: 2, 0>, "
     "rhs_contract = array<i64: 0, 3>}"},
    {"dot_general",
     {{"3xf64"}, {"3xf64"}},
     "{lhs_batch = array<i64>, rhs_batch = array<i64>, lhs_contract = array<i64: 0>, rhs_contract = "
     "array<i64: 0>}"},
    // Gather
    {"gather_rows", {{"4x3xf64"}, {"2x2xi32", -1, 4}}},
    {"gather_rows", {{"5xf64"}, {"i64", 0, 4}}},
    {"scatter_add_rows", {{"4x3xf64"}, {"2x2xi32", -1, 4}, {"2x2x3xf64"}}},
    {"scatter_add_rows", {{"3xf64"}, {"6xi64", -1, 3}, {"6xf64"}}},
    // Empty arrays, scalars and other dtypes of the four above
    {"gather_rows", {{"0x2xf64"}, {"3xi32", -1, 1}}},
    {"gather_rows", {{"4x2x3xf64"}, {"2x0xi32", 0, 3}}},
    {"scatter_add_rows", {{"3x2xi32", -9, 9}, {"i32", 0, 2}, {"2xi32", -9, 9}}},
    {"scatter_add_rows", {{"0x2xf64"}, {"3xi32", -1, 1}, {"3x2xf64"}}},
    {"reduce_max", {{"2x0xf32"}}, "{axes = array<i64: 1>}"},
    {"reduce_max", {{"2x3xi64", -9, 9}}, "{axes = array<i64>}"},
    {"reduce_sum", {{"f64"}}, "{axes = array<i64>}"},
    {"reduce_sum", {{"300xf16", 0, 1}}, "{axes = array<i64: 0>}"},
    {"argmin", {{"0x4xi32", 0, 3}}, "{axis = 1 : i64, dtype = ui8}"},
    {"dot_general",
     {{"2x3xf64"}, {"3x2xf64"}},
     "{lhs_batch = array<i64: 0>, rhs_batch = array<i64: 1>, lhs_contract = array<i64>, rhs_contract = "
     "array<i64>}"},
    {"dot_general",
     {{"4x0xf64"}, {"0x3xf64"}},
     "{lhs_batch = array<i64>, rhs_batch = array<i64>, lhs_contract = array<i64: 1>, rhs_contract = "
     "array<i64: 0>}"},
    {"dot_general",
     {{"4x6xi32", -9, 9}, {"6x3xi32", -9, 9}},
     "{lhs_batch = array<i64>, rhs_batch = array<i64>, lhs_contract = array<i64: 1>, rhs_contract = "
     "array<i64: 0>}"},
    {"reverse", {{"2x0xf64"}}, "{dimensions = array<i64: 1, 0>}"},
    {"pad", {{"3x0xf64"}, {"f64"}}, "{low = array<i64: -4, 2>, high = array<i64: 5, 1>, interior = array<i64: 1, 3>}"},
    {"concatenate", {{"0xi32"}, {"3xi32", -9, 9}}, "{dimension = 0 : i64}"},
    // Call
    {"optimization_barrier", {{"2x3xf64"}, {"4xi32"}}, "{}", 2},
};

void PrintTo(const Sample &sample, std::ostream *out) {
  *out << sample.op << "(";
  for (const Operand &operand : sample.operands)
    *out << operand.type << ";";
  *out << ") " << sample.attributes;
}

const std::vector<Sample> &samples() { return table; }

static const StructuralOp structural[] = {
    {"call", "inlining"},
    {"checkpoint", "passes/custom_rules, or passes/autodiff into rematerialize"},
    {"rematerialize", "passes/remat"},
    {"custom_vjp_call", "passes/custom_rules, or passes/autodiff"},
    {"vjp_call", "passes/autodiff"},
    {"jvp_call", "passes/autodiff"},
};

llvm::ArrayRef<StructuralOp> structuralOps() { return structural; }

bool renamesMemory(llvm::StringRef op) { return op == "optimization_barrier"; }

bool tangentIsZeroByDefinition(llvm::StringRef op) { return op == "stop_gradient"; }

} // namespace burin::tests
