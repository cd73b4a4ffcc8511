// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: burin-opt %s --pass fuse | FileCheck %s

// Functions of loops are divided into kernels as programs of their own; each operation gets functions of its own, and equal
// kernels are one. What reads a carry runs before what may be written over it.

// CHECK-LABEL: func.func @loops(
// CHECK-NEXT:    %[[S:.*]]:2 = burin.scan @turn(
// CHECK-NEXT:    %[[T:.*]]:2 = burin.scan @turn_0(%[[S]]#0
// CHECK-NEXT:    return %[[T]]#0, %[[S]]#1
func.func @loops(%x: tensor<8xf32>) -> (tensor<8xf32>, tensor<5xf32>) {
  %a, %s = burin.scan @turn(%x) {operand_counts = array<i64: 1, 0, 0>, length = 5 : i64} : (tensor<8xf32>) -> (tensor<8xf32>, tensor<5xf32>)
  %b, %t = burin.scan @turn(%a) {operand_counts = array<i64: 1, 0, 0>, length = 3 : i64} : (tensor<8xf32>) -> (tensor<8xf32>, tensor<3xf32>)
  return %b, %s : tensor<8xf32>, tensor<5xf32>
}

// CHECK-LABEL: func.func private @turn(
// CHECK-SAME:    %[[C:.*]]: tensor<8xf32>)
// CHECK-NEXT:    %[[SUM:.*]] = call @[[K1:.*reduce_sum]](%[[C]])
// CHECK-NEXT:    %[[NEG:.*]] = call @[[K2:.*neg]](%[[C]])
// CHECK-NEXT:    return %[[NEG]], %[[SUM]]
func.func private @turn(%x: tensor<8xf32>) -> (tensor<8xf32>, tensor<f32>) {
  %a = burin.neg %x : tensor<8xf32> -> tensor<8xf32>
  %b = burin.reduce_sum %x {axes = array<i64: 0>} : tensor<8xf32> -> tensor<f32>
  return %a, %b : tensor<8xf32>, tensor<f32>
}

// CHECK-LABEL: func.func private @turn_0(
// CHECK-NEXT:    call @[[K1]](
// CHECK-NEXT:    call @[[K2]](
