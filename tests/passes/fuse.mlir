// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: burin-opt %s --pass fuse | FileCheck %s

// A chain is one kernel; the reduction pulls its producer; equal kernels are one function.

// CHECK-LABEL: func.func @chains(
// CHECK-SAME:    %[[X:.*]]: tensor<8x4xf32>, %[[Y:.*]]: tensor<8x4xf32>)
// CHECK-NEXT:    %[[A:.*]] = call @[[K:.*]](%[[X]])
// CHECK-NEXT:    %[[B:.*]] = call @[[K]](%[[Y]])
// CHECK-NEXT:    return %[[A]], %[[B]]
func.func @chains(%x: tensor<8x4xf32>, %y: tensor<8x4xf32>) -> (tensor<8xf32>, tensor<8xf32>) {
  %a = burin.exp %x : tensor<8x4xf32> -> tensor<8x4xf32>
  %b = burin.neg %a : tensor<8x4xf32> -> tensor<8x4xf32>
  %c = burin.reduce_sum %b {axes = array<i64: 1>} : tensor<8x4xf32> -> tensor<8xf32>
  %d = burin.exp %y : tensor<8x4xf32> -> tensor<8x4xf32>
  %e = burin.neg %d : tensor<8x4xf32> -> tensor<8x4xf32>
  %f = burin.reduce_sum %e {axes = array<i64: 1>} : tensor<8x4xf32> -> tensor<8xf32>
  return %c, %f : tensor<8xf32>, tensor<8xf32>
}

// What a contraction reads is in memory, and so is what two kernels share; the kernel that makes it gives both results.

// CHECK-LABEL: func.func @shared(
// CHECK-NEXT:    %[[R:.*]]:2 = call @[[E:.*]](
// CHECK-NEXT:    %[[D:.*]] = call @[[DOT:.*]](%[[R]]#{{[01]}},
// CHECK-NEXT:    return %[[R]]#{{[01]}}, %[[D]]
func.func @shared(%x: tensor<4x4xf32>) -> (tensor<4x4xf32>, tensor<4x4xf32>) {
  %a = burin.tanh %x : tensor<4x4xf32> -> tensor<4x4xf32>
  %b = burin.mul %a, %x : tensor<4x4xf32>, tensor<4x4xf32> -> tensor<4x4xf32>
  %c = burin.dot_general %a, %x {lhs_batch = array<i64>, rhs_batch = array<i64>, lhs_contract = array<i64: 1>, rhs_contract = array<i64: 0>}
       : tensor<4x4xf32>, tensor<4x4xf32> -> tensor<4x4xf32>
  return %b, %c : tensor<4x4xf32>, tensor<4x4xf32>
}

// Nothing is pulled through a barrier.

// CHECK-LABEL: func.func @barrier(
// CHECK-NEXT:    %[[A:.*]] = call @[[K0:.*]](
// CHECK-NEXT:    %[[B:.*]] = burin.optimization_barrier %[[A]]
// CHECK-NEXT:    %[[C:.*]] = call @[[K1:.*]](%[[B]])
// CHECK-NEXT:    return %[[C]]
func.func @barrier(%x: tensor<4xf32>) -> tensor<4xf32> {
  %a = burin.neg %x : tensor<4xf32> -> tensor<4xf32>
  %b = burin.optimization_barrier %a : tensor<4xf32> -> tensor<4xf32>
  %c = burin.abs %b : tensor<4xf32> -> tensor<4xf32>
  return %c : tensor<4xf32>
}

// A reshape of an array in memory moves nothing.

// CHECK-LABEL: func.func @reshape(
// CHECK-NEXT:    burin.reshape
// CHECK-NEXT:    call
// CHECK-NEXT:    return
func.func @reshape(%x: tensor<4x4xf32>, %y: tensor<16xf32>) -> tensor<16xf32> {
  %a = burin.reshape %x {shape = array<i64: 16>} : tensor<4x4xf32> -> tensor<16xf32>
  %b = burin.add %a, %y : tensor<16xf32>, tensor<16xf32> -> tensor<16xf32>
  return %b : tensor<16xf32>
}

// A contraction is finished, element by element, by what reads its result at its own index; the result is written too
// when others need it.

// CHECK-LABEL: func.func @finished(
// CHECK-SAME:    %[[X:.*]]: tensor<4x8xf32>, %[[W:.*]]: tensor<8x6xf32>, %[[B:.*]]: tensor<6xf32>)
// CHECK-NEXT:    %[[R:.*]]:2 = call @[[LAYER:.*]](%[[X]], %[[W]], %[[B]])
// CHECK-NEXT:    return %[[R]]#0, %[[R]]#1
func.func @finished(%x: tensor<4x8xf32>, %w: tensor<8x6xf32>, %b: tensor<6xf32>) -> (tensor<4x6xf32>, tensor<4x6xf32>) {
  %d = burin.dot_general %x, %w {lhs_batch = array<i64>, rhs_batch = array<i64>, lhs_contract = array<i64: 1>, rhs_contract = array<i64: 0>}
       : tensor<4x8xf32>, tensor<8x6xf32> -> tensor<4x6xf32>
  %c = burin.broadcast_in_dim %b {dimensions = array<i64: 1>, shape = array<i64: 4, 6>} : tensor<6xf32> -> tensor<4x6xf32>
  %s = burin.add %d, %c : tensor<4x6xf32>, tensor<4x6xf32> -> tensor<4x6xf32>
  %t = burin.tanh %s : tensor<4x6xf32> -> tensor<4x6xf32>
  return %t, %d : tensor<4x6xf32>, tensor<4x6xf32>
}

// A reader at another index is a kernel of its own, and so is one that needs a kernel between.

// CHECK-LABEL: func.func @unfinished(
// CHECK-NEXT:    %[[D:.*]] = call @{{.*}}dot_general(
// CHECK:         %[[E:.*]] = call @{{.*}}dot_general(
// CHECK-NEXT:    %[[T:.*]] = call @{{.*}}(%[[E]])
// CHECK-NEXT:    return {{.*}}, %[[T]]
func.func @unfinished(%x: tensor<4x4xf32>) -> (tensor<4x4xf32>, tensor<4x4xf32>) {
  %d = burin.dot_general %x, %x {lhs_batch = array<i64>, rhs_batch = array<i64>, lhs_contract = array<i64: 1>, rhs_contract = array<i64: 0>}
       : tensor<4x4xf32>, tensor<4x4xf32> -> tensor<4x4xf32>
  %m = burin.reduce_max %d {axes = array<i64: 1>} : tensor<4x4xf32> -> tensor<4xf32>
  %c = burin.broadcast_in_dim %m {dimensions = array<i64: 0>, shape = array<i64: 4, 4>} : tensor<4xf32> -> tensor<4x4xf32>
  %s = burin.sub %d, %c : tensor<4x4xf32>, tensor<4x4xf32> -> tensor<4x4xf32>
  %e = burin.dot_general %x, %s {lhs_batch = array<i64>, rhs_batch = array<i64>, lhs_contract = array<i64: 1>, rhs_contract = array<i64: 0>}
       : tensor<4x4xf32>, tensor<4x4xf32> -> tensor<4x4xf32>
  %p = burin.transpose %e {permutation = array<i64: 1, 0>} : tensor<4x4xf32> -> tensor<4x4xf32>
  %t = burin.exp %p : tensor<4x4xf32> -> tensor<4x4xf32>
  return %s, %t : tensor<4x4xf32>, tensor<4x4xf32>
}

// CHECK:       func.func private @[[K]](%[[P:.*]]: tensor<8x4xf32>) -> tensor<8xf32> attributes {burin.kernel}
// CHECK-NEXT:    burin.exp %[[P]]
// CHECK-NEXT:    burin.neg
// CHECK-NEXT:    burin.reduce_sum

// CHECK:       func.func private @[[LAYER]](
// CHECK-NEXT:    burin.dot_general
// CHECK-NEXT:    burin.broadcast_in_dim
// CHECK-NEXT:    burin.add
// CHECK-NEXT:    burin.tanh
// CHECK-NEXT:    return
