// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: burin-opt %s --pass expand-derivatives,expand-rematerialize,inline-calls,simplify | FileCheck %s

// sin(exp(x @ w)): dots_saveable keeps the product, and the backward pass computes exp and cos again behind the barrier.
func.func private @dots_body(%x: tensor<4x3xf32>, %w: tensor<3x2xf32>) -> tensor<4x2xf32> {
  %h = burin.dot_general %x, %w {lhs_batch = array<i64>, rhs_batch = array<i64>, lhs_contract = array<i64: 1>, rhs_contract = array<i64: 0>}
    : tensor<4x3xf32>, tensor<3x2xf32> -> tensor<4x2xf32>
  %e = burin.exp %h : tensor<4x2xf32> -> tensor<4x2xf32>
  %y = burin.sin %e : tensor<4x2xf32> -> tensor<4x2xf32>
  return %y : tensor<4x2xf32>
}
func.func private @dots_f(%x: tensor<4x3xf32>, %w: tensor<3x2xf32>) -> tensor<4x2xf32> {
  %y = burin.checkpoint @dots_body(%x, %w) {policy = "dots_saveable"} : (tensor<4x3xf32>, tensor<3x2xf32>) -> tensor<4x2xf32>
  return %y : tensor<4x2xf32>
}
// CHECK-LABEL: func.func @dots(
// CHECK-SAME:    %[[X:[^:]*]]: tensor<4x3xf32>, %[[W:[^:]*]]: tensor<3x2xf32>, %[[CT:[^:]*]]: tensor<4x2xf32>)
// CHECK:         %[[H:.*]] = burin.dot_general %[[X]], %[[W]]
// CHECK:         %[[HELD:.*]]:4 = burin.optimization_barrier %[[X]], %[[W]], %[[H]], %[[CT]]
// CHECK-NOT:     lhs_contract = array<i64: 1>, rhs_batch = array<i64>, rhs_contract = array<i64: 0>
// CHECK:         burin.exp %[[HELD]]#2
// CHECK:         burin.cos
func.func @dots(%x: tensor<4x3xf32>, %w: tensor<3x2xf32>, %ct: tensor<4x2xf32>) -> (tensor<4x2xf32>, tensor<4x3xf32>, tensor<3x2xf32>) {
  %v:3 = burin.vjp_call @dots_f(%x, %w, %ct) {wrt = array<i64: 0, 1>}
    : (tensor<4x3xf32>, tensor<3x2xf32>, tensor<4x2xf32>) -> (tensor<4x2xf32>, tensor<4x3xf32>, tensor<3x2xf32>)
  return %v#0, %v#1, %v#2 : tensor<4x2xf32>, tensor<4x3xf32>, tensor<3x2xf32>
}

// A name keeps the value that it stands for, here for the function around: the policy sees into inner checkpoints.
func.func private @names_inner(%x: tensor<4xf32>) -> tensor<4xf32> {
  %e = burin.exp %x : tensor<4xf32> -> tensor<4xf32>
  %n = burin.checkpoint_name "e" %e : tensor<4xf32> -> tensor<4xf32>
  %y = burin.sin %n : tensor<4xf32> -> tensor<4xf32>
  return %y : tensor<4xf32>
}
func.func private @names_outer(%x: tensor<4xf32>) -> tensor<4xf32> {
  %t = burin.tanh %x : tensor<4xf32> -> tensor<4xf32>
  %y = burin.checkpoint @names_inner(%t) {policy = "nothing_saveable"} : (tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}
func.func private @names_f(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = burin.checkpoint @names_outer(%x) {policy = "save_only_these_names(\22e\22)"} : (tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}
// CHECK-LABEL: func.func @names(
// CHECK-SAME:    %[[X:[^:]*]]: tensor<4xf32>, %[[CT:[^:]*]]: tensor<4xf32>)
// CHECK:         burin.exp
// CHECK:         burin.optimization_barrier
// CHECK-NOT:     burin.exp
// CHECK:         return
func.func @names(%x: tensor<4xf32>, %ct: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %v:2 = burin.vjp_call @names_f(%x, %ct) {wrt = array<i64: 0>} : (tensor<4xf32>, tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>)
  return %v#0, %v#1 : tensor<4xf32>, tensor<4xf32>
}

// Everything but the name: the backward pass computes exp again and reads sin from memory.
func.func private @except_body(%x: tensor<4xf32>) -> tensor<4xf32> {
  %s = burin.sin %x : tensor<4xf32> -> tensor<4xf32>
  %e = burin.exp %s : tensor<4xf32> -> tensor<4xf32>
  %n = burin.checkpoint_name "e" %e : tensor<4xf32> -> tensor<4xf32>
  %y = burin.mul %n, %n : tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
  return %y : tensor<4xf32>
}
func.func private @except_f(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = burin.checkpoint @except_body(%x) {policy = "save_anything_except_these_names(\22e\22)"} : (tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}
// CHECK-LABEL: func.func @except(
// CHECK:         %[[S:.*]] = burin.sin
// CHECK:         %[[HELD:.*]]:3 = burin.optimization_barrier
// CHECK-NOT:     burin.sin
// CHECK:         burin.exp %[[HELD]]#0
func.func @except(%x: tensor<4xf32>, %ct: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %v:2 = burin.vjp_call @except_f(%x, %ct) {wrt = array<i64: 0>} : (tensor<4xf32>, tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>)
  return %v#0, %v#1 : tensor<4xf32>, tensor<4xf32>
}
