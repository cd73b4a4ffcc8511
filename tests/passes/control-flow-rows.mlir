// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: burin-opt %s --pass expand-derivatives,inline-calls,simplify | FileCheck %s

// The carry gets the axis of the batch where a turn brings it; rows of the batch lie behind those of the loop.
// CHECK-LABEL: func.func private @step_vmap
// CHECK-SAME:    (%{{.*}}: tensor<4xf32>, %{{.*}}: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>)
// CHECK-LABEL: func.func @scan(
// CHECK:         %[[C:.*]] = burin.broadcast_in_dim %{{.*}} : tensor<f32> -> tensor<4xf32>
// CHECK:         %[[X:.*]] = burin.transpose %{{.*}} : tensor<4x3xf32> -> tensor<3x4xf32>
// CHECK:         %[[Y:.*]]:2 = burin.scan @step_vmap{{.*}}(%[[C]], %[[X]])
// CHECK:         %[[T:.*]] = burin.transpose %[[Y]]#1 {{.*}} : tensor<3x4xf32> -> tensor<4x3xf32>
// CHECK:         return %[[Y]]#0, %[[T]]
func.func private @step(%c: tensor<f32>, %x: tensor<f32>) -> (tensor<f32>, tensor<f32>) {
  %r = burin.mul %c, %x : tensor<f32>, tensor<f32> -> tensor<f32>
  return %r, %c : tensor<f32>, tensor<f32>
}
func.func private @products(%c: tensor<f32>, %xs: tensor<3xf32>) -> (tensor<f32>, tensor<3xf32>) {
  %0:2 = burin.scan @step(%c, %xs) {operand_counts = array<i64: 1, 1, 0>, length = 3 : i64} : (tensor<f32>, tensor<3xf32>) -> (tensor<f32>, tensor<3xf32>)
  return %0#0, %0#1 : tensor<f32>, tensor<3xf32>
}
func.func @scan(%c: tensor<f32>, %xs: tensor<4x3xf32>) -> (tensor<4xf32>, tensor<4x3xf32>) {
  %0:2 = burin.vmap_call @products(%c, %xs) {axis_size = 4 : i64, in_axes = array<i64: -1, 0>, out_axes = array<i64: 0, 0>}
    : (tensor<f32>, tensor<4x3xf32>) -> (tensor<4xf32>, tensor<4x3xf32>)
  return %0#0, %0#1 : tensor<4xf32>, tensor<4x3xf32>
}

// Rows that end apart are loops of their own, one after the other.
// CHECK-LABEL: func.func private @loop_row(%{{.*}}: tensor<f32>, %{{.*}}: tensor<f32>) -> tensor<f32>
// CHECK:         burin.while @test do @twice
// CHECK-LABEL: func.func @while(
// CHECK-NEXT:    %[[W:.*]] = burin.scan @loop_row(%{{.*}}, %{{.*}}) {length = 4 : i64, operand_counts = array<i64: 0, 1, 1>}
// CHECK-NEXT:    return %[[W]]
func.func private @test(%x: tensor<f32>, %n: tensor<f32>) -> tensor<i1> {
  %r = burin.compare %x, %n {direction = "lt"} : tensor<f32>, tensor<f32> -> tensor<i1>
  return %r : tensor<i1>
}
func.func private @twice(%x: tensor<f32>) -> tensor<f32> {
  %r = burin.add %x, %x : tensor<f32>, tensor<f32> -> tensor<f32>
  return %r : tensor<f32>
}
func.func private @loop(%x: tensor<f32>, %n: tensor<f32>) -> tensor<f32> {
  %r = burin.while @test do @twice(%x, %n) {operand_counts = array<i64: 1, 1, 0>} : (tensor<f32>, tensor<f32>) -> tensor<f32>
  return %r : tensor<f32>
}
func.func @while(%x: tensor<f32>, %n: tensor<4xf32>) -> tensor<4xf32> {
  %r = burin.vmap_call @loop(%x, %n) {axis_size = 4 : i64, in_axes = array<i64: -1, 0>, out_axes = array<i64: 0>} : (tensor<f32>, tensor<4xf32>) -> tensor<4xf32>
  return %r : tensor<4xf32>
}

// Branches of bounded slope all run, and each row selects.
// CHECK-LABEL: func.func @case(
// CHECK-NOT:     burin.case
// CHECK:         %[[TWICE:.*]] = burin.add
// CHECK:         %[[FIRST:.*]] = burin.compare %{{.*}} {direction = "le"}
// CHECK:         burin.select %[[FIRST]], %{{.*}}, %[[TWICE]]
func.func private @same(%x: tensor<f32>) -> tensor<f32> {
  return %x : tensor<f32>
}
func.func private @branch(%i: tensor<i32>, %x: tensor<f32>) -> tensor<f32> {
  %r = burin.case [@same, @twice](%i, %x) {operand_counts = array<i64: 1, 0, 0>} : (tensor<i32>, tensor<f32>) -> tensor<f32>
  return %r : tensor<f32>
}
func.func @case(%i: tensor<4xi32>, %x: tensor<4xf32>) -> tensor<4xf32> {
  %r = burin.vmap_call @branch(%i, %x) {axis_size = 4 : i64, in_axes = array<i64: 0, 0>, out_axes = array<i64: 0>} : (tensor<4xi32>, tensor<4xf32>) -> tensor<4xf32>
  return %r : tensor<4xf32>
}
