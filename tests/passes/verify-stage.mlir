// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: burin-opt %s --pass "verify-stage{stage=vjp}" | FileCheck %s
// RUN: not burin-opt %s --pass "verify-stage{stage=remat}" 2>&1 | FileCheck %s --check-prefix=LATE
// RUN: not burin-opt %s --pass "verify-stage{stage=later}" 2>&1 | FileCheck %s --check-prefix=UNKNOWN

// CHECK: burin.checkpoint
// LATE: error: [checkpoint] must not be left after stage remat
// UNKNOWN: error: there is no stage 'later'; expected traced, vjp, remat or clean
func.func private @body(%x: tensor<f32>) -> tensor<f32> {
  return %x : tensor<f32>
}
func.func @f(%x: tensor<f32>) -> tensor<f32> {
  %r = burin.checkpoint @body(%x) {policy = "nothing_saveable"} : (tensor<f32>) -> tensor<f32>
  return %r : tensor<f32>
}
