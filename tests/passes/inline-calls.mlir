// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: burin-opt %s --pass inline-calls | FileCheck %s
// RUN: burin-opt %s --pass inline-calls --locations | FileCheck %s --check-prefix=LINE

// CHECK-NOT: @inner
func.func private @inner(%x: tensor<f32>) -> (tensor<f32>, tensor<f32>) {
  %r = burin.exp %x : tensor<f32> -> tensor<f32> loc("layer.cpp":3:1)
  return %r, %x : tensor<f32>, tensor<f32>
}
// CHECK-NOT: @outer
func.func private @outer(%x: tensor<f32>) -> tensor<f32> {
  %a, %b = burin.call @inner(%x) : (tensor<f32>) -> (tensor<f32>, tensor<f32>)
  %r = burin.add %a, %b : tensor<f32>, tensor<f32> -> tensor<f32>
  return %r : tensor<f32>
}

// CHECK-LABEL: func.func @entry(
// CHECK-SAME:    %[[X:.*]]: tensor<f32>)
// CHECK-NEXT:    %[[E1:.*]] = burin.exp %[[X]]
// CHECK-NEXT:    %[[S1:.*]] = burin.add %[[E1]], %[[X]]
// CHECK-NEXT:    %[[E2:.*]] = burin.exp %[[S1]]
// CHECK-NEXT:    %[[S2:.*]] = burin.add %[[E2]], %[[S1]]
// CHECK-NEXT:    burin.checkpoint @kept(%[[S2]])
// LINE: burin.exp {{.*}} loc("layer.cpp":3:1)
func.func @entry(%x: tensor<f32>) -> tensor<f32> {
  %a = burin.call @outer(%x) : (tensor<f32>) -> tensor<f32>
  %b = burin.call @outer(%a) : (tensor<f32>) -> tensor<f32>
  %c = burin.checkpoint @kept(%b) {policy = "nothing_saveable"} : (tensor<f32>) -> tensor<f32>
  return %c : tensor<f32>
}

// A function that is referred to stays.
// CHECK: func.func private @kept(
func.func private @kept(%x: tensor<f32>) -> tensor<f32> {
  return %x : tensor<f32>
}

// Functions of loops are straight-line code, too.
// CHECK-LABEL: func.func private @turn(
// CHECK-NEXT:    burin.exp
// CHECK-NEXT:    burin.add
// CHECK-NEXT:    return
func.func private @turn(%x: tensor<f32>) -> tensor<f32> {
  %r = burin.call @outer(%x) : (tensor<f32>) -> tensor<f32>
  return %r : tensor<f32>
}
// CHECK-LABEL: func.func private @other(
func.func private @other(%x: tensor<f32>) -> tensor<f32> {
  return %x : tensor<f32>
}
// CHECK-LABEL: func.func @loops(
// CHECK-NEXT:    burin.scan @turn
// CHECK-NEXT:    burin.case [@turn, @other]
func.func @loops(%x: tensor<f32>, %n: tensor<i32>) -> tensor<f32> {
  %a = burin.scan @turn(%x) {operand_counts = array<i64: 1, 0, 0>, length = 3 : i64} : (tensor<f32>) -> tensor<f32>
  %b = burin.case [@turn, @other](%n, %a) {operand_counts = array<i64: 1, 0, 0>} : (tensor<i32>, tensor<f32>) -> tensor<f32>
  return %b : tensor<f32>
}
