// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: burin-opt %s --pass drop-custom-rules | FileCheck %s

func.func private @primal(%x: tensor<f32>, %scale: tensor<f32>) -> tensor<f32> {
  %r = burin.mul %x, %scale : tensor<f32>, tensor<f32> -> tensor<f32>
  return %r : tensor<f32>
}
func.func private @fwd(%x: tensor<f32>, %scale: tensor<f32>) -> (tensor<f32>, tensor<f32>) {
  %r = burin.mul %x, %scale : tensor<f32>, tensor<f32> -> tensor<f32>
  return %r, %x : tensor<f32>, tensor<f32>
}
func.func private @bwd(%residual: tensor<f32>, %ct: tensor<f32>, %limit: tensor<f32>) -> tensor<f32> {
  %r = burin.min %ct, %limit : tensor<f32>, tensor<f32> -> tensor<f32>
  return %r : tensor<f32>
}

// Operands: the argument, a capture of primal, one of fwd, one of bwd. Evaluation needs the first two.
// CHECK-LABEL: func.func @f(
// CHECK-SAME:    %[[X:.*]]: tensor<f32>, %[[SCALE:.*]]: tensor<f32>, %[[LIMIT:.*]]: tensor<f32>)
// CHECK:         burin.call @primal(%[[X]], %[[SCALE]])
// CHECK-NOT:     custom_vjp_call
func.func @f(%x: tensor<f32>, %scale: tensor<f32>, %limit: tensor<f32>) -> tensor<f32> {
  %r = burin.custom_vjp_call @primal fwd @fwd bwd @bwd (%x, %scale, %scale, %limit) {operand_counts = array<i64: 1, 1, 1, 1>}
    : (tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>) -> tensor<f32>
  return %r : tensor<f32>
}

func.func private @rule(%x: tensor<f32>, %dx: tensor<f32>, %scale: tensor<f32>) -> (tensor<f32>, tensor<f32>) {
  %r = burin.mul %x, %scale : tensor<f32>, tensor<f32> -> tensor<f32>
  %dr = burin.mul %dx, %scale : tensor<f32>, tensor<f32> -> tensor<f32>
  return %r, %dr : tensor<f32>, tensor<f32>
}

// A rule for tangents goes in the same way.
// CHECK-LABEL: func.func @tangents(
// CHECK-SAME:    %[[X:.*]]: tensor<f32>, %[[SCALE:.*]]: tensor<f32>)
// CHECK:         burin.call @primal(%[[X]], %[[SCALE]])
// CHECK-NOT:     custom_jvp_call
func.func @tangents(%x: tensor<f32>, %scale: tensor<f32>) -> tensor<f32> {
  %r = burin.custom_jvp_call @primal rule @rule (%x, %scale, %scale) {operand_counts = array<i64: 1, 1, 1>}
    : (tensor<f32>, tensor<f32>, tensor<f32>) -> tensor<f32>
  return %r : tensor<f32>
}
