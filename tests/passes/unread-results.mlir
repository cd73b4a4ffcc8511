// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: burin-opt %s --pass simplify | FileCheck %s

// Nobody reads %t, which only counts, nor the second y: the loop neither carries nor stores them, the loop inside gives no
// rows, and %zs and %k are not read.
func.func private @inner(%s: tensor<f32>, %x: tensor<f32>, %k: tensor<f32>) -> (tensor<f32>, tensor<f32>) {
  %a = burin.mul %s, %x : tensor<f32>, tensor<f32> -> tensor<f32>
  %e = burin.exp %k : tensor<f32> -> tensor<f32>
  return %a, %e : tensor<f32>, tensor<f32>
}
func.func private @body(%s: tensor<f32>, %t: tensor<i32>, %x: tensor<3xf32>, %z: tensor<f32>, %k: tensor<f32>)
    -> (tensor<f32>, tensor<i32>, tensor<f32>, tensor<f32>) {
  %r, %ys = burin.scan @inner(%s, %x, %k) {operand_counts = array<i64: 1, 1, 1>, length = 3 : i64}
    : (tensor<f32>, tensor<3xf32>, tensor<f32>) -> (tensor<f32>, tensor<3xf32>)
  %y = burin.reduce_sum %ys {axes = array<i64: 0>} : tensor<3xf32> -> tensor<f32>
  %w = burin.mul %y, %z : tensor<f32>, tensor<f32> -> tensor<f32>
  %one = burin.constant dense<1> : tensor<i32> : tensor<i32>
  %u = burin.add %t, %one : tensor<i32>, tensor<i32> -> tensor<i32>
  return %r, %u, %s, %w : tensor<f32>, tensor<i32>, tensor<f32>, tensor<f32>
}
func.func @scan(%s: tensor<f32>, %t: tensor<i32>, %xs: tensor<5x3xf32>, %zs: tensor<5xf32>, %k: tensor<f32>) -> tensor<5xf32> {
  %r:4 = burin.scan @body(%s, %t, %xs, %zs, %k) {operand_counts = array<i64: 2, 2, 1>, length = 5 : i64, reverse = true}
    : (tensor<f32>, tensor<i32>, tensor<5x3xf32>, tensor<5xf32>, tensor<f32>)
    -> (tensor<f32>, tensor<i32>, tensor<5xf32>, tensor<5xf32>)
  return %r#2 : tensor<5xf32>
}
// CHECK-LABEL: func.func private @inner
// CHECK-SAME: (%[[s:.*]]: tensor<f32>, %[[x:.*]]: tensor<f32>) -> tensor<f32>
// CHECK-NEXT: %[[a:.*]] = burin.mul %[[s]], %[[x]]
// CHECK-NEXT: return %[[a]]
// CHECK-LABEL: func.func private @body
// CHECK-SAME: (%[[s:.*]]: tensor<f32>, %[[x:.*]]: tensor<3xf32>) -> (tensor<f32>, tensor<f32>)
// CHECK-NEXT: %[[r:.*]] = burin.scan @inner{{.*}}(%[[s]], %[[x]]) {length = 3 : i64, operand_counts = array<i64: 1, 1, 0>}
// CHECK-NEXT: return %[[r]], %[[s]]
// CHECK-LABEL: func.func @scan
// CHECK-NEXT: %[[r:.*]]:2 = burin.scan @body{{.*}}(%arg0, %arg2) {length = 5 : i64, operand_counts = array<i64: 1, 1, 0>, reverse = true}
// CHECK-NEXT: return %[[r]]#1

// A carry that another one reads is carried, whoever reads its last value.
func.func private @pair(%s: tensor<f32>, %t: tensor<f32>) -> (tensor<f32>, tensor<f32>) {
  %a = burin.add %s, %t : tensor<f32>, tensor<f32> -> tensor<f32>
  return %t, %a : tensor<f32>, tensor<f32>
}
func.func @kept(%s: tensor<f32>, %t: tensor<f32>) -> tensor<f32> {
  %r:2 = burin.scan @pair(%s, %t) {operand_counts = array<i64: 2, 0, 0>, length = 5 : i64}
    : (tensor<f32>, tensor<f32>) -> (tensor<f32>, tensor<f32>)
  return %r#0 : tensor<f32>
}
// CHECK-LABEL: func.func @kept
// CHECK: burin.scan @pair(%arg0, %arg1)

// Captures of branches go with the results that are made of them; what all branches are given stays if one reads it.
func.func private @first(%x: tensor<f32>, %y: tensor<f32>, %k: tensor<f32>) -> (tensor<f32>, tensor<f32>) {
  return %x, %k : tensor<f32>, tensor<f32>
}
func.func private @second(%x: tensor<f32>, %y: tensor<f32>) -> (tensor<f32>, tensor<f32>) {
  return %y, %x : tensor<f32>, tensor<f32>
}
func.func @case(%i: tensor<i32>, %x: tensor<f32>, %y: tensor<f32>, %k: tensor<f32>) -> tensor<f32> {
  %r:2 = burin.case [@first, @second](%i, %x, %y, %k) {operand_counts = array<i64: 2, 1, 0>}
    : (tensor<i32>, tensor<f32>, tensor<f32>, tensor<f32>) -> (tensor<f32>, tensor<f32>)
  return %r#0 : tensor<f32>
}
// CHECK-LABEL: func.func @case
// CHECK-NEXT: burin.case [@first{{.*}}, @second{{.*}}](%arg0, %arg1, %arg2) {operand_counts = array<i64: 2, 0, 0>}
// CHECK-SAME: -> tensor<f32>
