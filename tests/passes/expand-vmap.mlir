// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: burin-opt %s --pass expand-derivatives | FileCheck %s
// RUN: burin-opt %s --pass expand-derivatives,expand-rematerialize,drop-custom-rules,inline-calls,simplify | FileCheck %s --check-prefix=CLEAN

// A vmap_call becomes a call of a function over a leading axis. What all rows share (%w, its sine) stays without the axis.

// CHECK-LABEL: func.func private @f(
// CHECK-LABEL: func.func private @f_vmap(
// CHECK-SAME:    %[[X:.*]]: tensor<5x3xf32>, %[[W:.*]]: tensor<3xf32>) -> (tensor<5x3xf32>, tensor<3xf32>)
// CHECK:         %[[S:.*]] = burin.sin %[[W]] : tensor<3xf32> -> tensor<3xf32>
// CHECK:         %[[B:.*]] = burin.broadcast_in_dim %[[S]]
// CHECK:         %[[R:.*]] = burin.mul %[[X]], %[[B]] : tensor<5x3xf32>
// CHECK:         return %[[R]], %[[S]]
func.func private @f(%x: tensor<3xf32>, %w: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>) {
  %s = burin.sin %w : tensor<3xf32> -> tensor<3xf32>
  %r = burin.mul %x, %s : tensor<3xf32>, tensor<3xf32> -> tensor<3xf32>
  return %r, %s : tensor<3xf32>, tensor<3xf32>
}

// The axes of rows are moved to the front and back.
// CHECK-LABEL: func.func @rows(
// CHECK:         %[[T:.*]] = burin.transpose %{{.*}} {permutation = array<i64: 1, 0>}
// CHECK:         %[[OUT:.*]]:2 = burin.call @f_vmap(%[[T]], %{{.*}})
// CHECK:         %[[BACK:.*]] = burin.transpose %[[OUT]]#0 {permutation = array<i64: 1, 0>}
// CHECK:         return %[[BACK]], %[[OUT]]#1
func.func @rows(%x: tensor<3x5xf32>, %w: tensor<3xf32>) -> (tensor<3x5xf32>, tensor<3xf32>) {
  %y, %s = burin.vmap_call @f(%x, %w) {axis_size = 5 : i64, in_axes = array<i64: 1, -1>, out_axes = array<i64: 1, -1>}
    : (tensor<3x5xf32>, tensor<3xf32>) -> (tensor<3x5xf32>, tensor<3xf32>)
  return %y, %s : tensor<3x5xf32>, tensor<3xf32>
}

// A result that all rows share is repeated where an axis is asked for.
// CHECK-LABEL: func.func private @shared_vmap(
// CHECK-SAME:    %[[SX:.*]]: tensor<4xf32>, %[[SW:.*]]: tensor<f32>) -> tensor<4xf32>
// CHECK:         burin.broadcast_in_dim %[[SW]]
func.func private @shared(%x: tensor<f32>, %w: tensor<f32>) -> tensor<f32> {
  return %w : tensor<f32>
}
func.func @repeated(%x: tensor<4xf32>, %w: tensor<f32>) -> tensor<4xf32> {
  %y = burin.vmap_call @shared(%x, %w) {axis_size = 4 : i64, in_axes = array<i64: 0, -1>, out_axes = array<i64: 0>}
    : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// The body of a checkpoint is batched, and recomputed in the backward pass of the batched function: two sines of 4 rows
// (one of them behind the barrier) and one cosine.
// CLEAN-LABEL: func.func @remat(
// CLEAN:         burin.sin %{{.*}} : tensor<4xf32>
// CLEAN:         burin.optimization_barrier
// CLEAN:         burin.sin %{{.*}} : tensor<4xf32>
func.func private @wave(%x: tensor<f32>) -> tensor<f32> {
  %s = burin.sin %x : tensor<f32> -> tensor<f32>
  %r = burin.sin %s : tensor<f32> -> tensor<f32>
  return %r : tensor<f32>
}
func.func private @waves(%x: tensor<f32>) -> tensor<f32> {
  %r = burin.checkpoint @wave(%x) {policy = "nothing_saveable"} : (tensor<f32>) -> tensor<f32>
  return %r : tensor<f32>
}
func.func private @all(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = burin.vmap_call @waves(%x) {axis_size = 4 : i64, in_axes = array<i64: 0>, out_axes = array<i64: 0>}
    : (tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}
func.func @remat(%x: tensor<4xf32>, %ct: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %v, %dx = burin.vjp_call @all(%x, %ct) {wrt = array<i64: 0>} : (tensor<4xf32>, tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>)
  return %v, %dx : tensor<4xf32>, tensor<4xf32>
}

// The rules of custom_vjp_call are batched; the cotangent of what all rows share is the sum over the rows.
// CHECK-LABEL: func.func private @bwd_vmap(
// CHECK-SAME:    -> (tensor<4xf32>, tensor<f32>)
// CHECK:         burin.reduce_sum %{{.*}} {axes = array<i64: 0>} : tensor<4xf32> -> tensor<f32>
func.func private @product(%x: tensor<f32>, %w: tensor<f32>) -> tensor<f32> {
  %r = burin.mul %x, %w : tensor<f32>, tensor<f32> -> tensor<f32>
  return %r : tensor<f32>
}
func.func private @fwd(%x: tensor<f32>, %w: tensor<f32>) -> (tensor<f32>, tensor<f32>, tensor<f32>) {
  %r = burin.mul %x, %w : tensor<f32>, tensor<f32> -> tensor<f32>
  return %r, %x, %w : tensor<f32>, tensor<f32>, tensor<f32>
}
func.func private @bwd(%x: tensor<f32>, %w: tensor<f32>, %ct: tensor<f32>) -> (tensor<f32>, tensor<f32>) {
  %dx = burin.mul %ct, %w : tensor<f32>, tensor<f32> -> tensor<f32>
  %dw = burin.mul %ct, %x : tensor<f32>, tensor<f32> -> tensor<f32>
  return %dx, %dw : tensor<f32>, tensor<f32>
}
func.func private @ruled(%x: tensor<f32>, %w: tensor<f32>) -> tensor<f32> {
  %r = burin.custom_vjp_call @product fwd @fwd bwd @bwd (%x, %w) {operand_counts = array<i64: 2, 0, 0, 0>}
    : (tensor<f32>, tensor<f32>) -> tensor<f32>
  return %r : tensor<f32>
}
func.func private @ruled_rows(%x: tensor<4xf32>, %w: tensor<f32>) -> tensor<4xf32> {
  %y = burin.vmap_call @ruled(%x, %w) {axis_size = 4 : i64, in_axes = array<i64: 0, -1>, out_axes = array<i64: 0>}
    : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}
func.func @custom(%x: tensor<4xf32>, %w: tensor<f32>, %ct: tensor<4xf32>) -> tensor<f32> {
  %v, %dw = burin.vjp_call @ruled_rows(%x, %w, %ct) {wrt = array<i64: 1>} : (tensor<4xf32>, tensor<f32>, tensor<4xf32>) -> (tensor<4xf32>, tensor<f32>)
  return %dw : tensor<f32>
}
