// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: burin-opt %s --pass simplify | FileCheck %s

// CHECK-LABEL: func.func @arithmetic(
// CHECK-SAME:    %[[X:.*]]: tensor<4xf32>, %[[Y:.*]]: tensor<4xf32>)
// CHECK-NEXT:    %[[R:.*]] = burin.sub %[[X]], %[[Y]]
// CHECK-NEXT:    return %[[R]]
func.func @arithmetic(%x: tensor<4xf32>, %y: tensor<4xf32>) -> tensor<4xf32> {
  %one = burin.constant dense<1.0> : tensor<4xf32> : tensor<4xf32>
  %zero = burin.constant dense<0.0> : tensor<4xf32> : tensor<4xf32>
  %a = burin.mul %one, %x : tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
  %b = burin.add %a, %zero : tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
  %c = burin.neg %y : tensor<4xf32> -> tensor<4xf32>
  %d = burin.div %c, %one : tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
  %e = burin.add %b, %d : tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
  %f = burin.stop_gradient %e : tensor<4xf32> -> tensor<4xf32>
  return %f : tensor<4xf32>
}

// A floating x * 0 is NaN where x is infinite; of integers it is 0.
// CHECK-LABEL: func.func @zeros(
// CHECK-SAME:    %[[X:.*]]: tensor<4xf32>, %[[N:.*]]: tensor<4xi32>)
// CHECK-DAG:     %[[NZ:.*]] = burin.constant dense<0> : tensor<4xi32> : tensor<4xi32>
// CHECK-DAG:     %[[P:.*]] = burin.mul %[[X]],
// CHECK:         return %[[P]], %[[NZ]]
func.func @zeros(%x: tensor<4xf32>, %n: tensor<4xi32>) -> (tensor<4xf32>, tensor<4xi32>) {
  %zero = burin.constant dense<0.0> : tensor<4xf32> : tensor<4xf32>
  %none = burin.constant dense<0> : tensor<4xi32> : tensor<4xi32>
  %a = burin.mul %x, %zero : tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
  %b = burin.mul %n, %none : tensor<4xi32>, tensor<4xi32> -> tensor<4xi32>
  return %a, %b : tensor<4xf32>, tensor<4xi32>
}

// Splats stay splats: 2 + (9 - 6) = 5, whatever the shape.
// CHECK-LABEL: func.func @splats(
// CHECK-NEXT:    %[[C:.*]] = burin.constant dense<5.000000e+00> : tensor<2x3xf32> : tensor<2x3xf32>
// CHECK-NEXT:    return %[[C]]
func.func @splats() -> tensor<2x3xf32> {
  %nine = burin.constant dense<9.0> : tensor<f32> : tensor<f32>
  %two = burin.constant dense<2> : tensor<3x2xi32> : tensor<3x2xi32>
  %six = burin.constant dense<6.0> : tensor<f32> : tensor<f32>
  %a = burin.sub %nine, %six : tensor<f32>, tensor<f32> -> tensor<f32>
  %b = burin.broadcast_in_dim %a {shape = array<i64: 2, 3>, dimensions = array<i64>} : tensor<f32> -> tensor<2x3xf32>
  %c = burin.transpose %two {permutation = array<i64: 1, 0>} : tensor<3x2xi32> -> tensor<2x3xi32>
  %d = burin.convert %c {dtype = f32} : tensor<2x3xi32> -> tensor<2x3xf32>
  %e = burin.add %b, %d : tensor<2x3xf32>, tensor<2x3xf32> -> tensor<2x3xf32>
  return %e : tensor<2x3xf32>
}

// CHECK-LABEL: func.func @conversions(
// CHECK-SAME:    %[[X:.*]]: tensor<4xf32>)
// CHECK-NEXT:    %[[NARROW:.*]] = burin.convert %[[X]]
// CHECK-NEXT:    %[[BACK:.*]] = burin.convert %[[NARROW]]
// CHECK-NEXT:    return %[[X]], %[[BACK]]
func.func @conversions(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %wide = burin.convert %x {dtype = f64} : tensor<4xf32> -> tensor<4xf64>
  %a = burin.convert %wide {dtype = f32} : tensor<4xf64> -> tensor<4xf32>
  %narrow = burin.convert %x {dtype = f16} : tensor<4xf32> -> tensor<4xf16>
  %b = burin.convert %narrow {dtype = f32} : tensor<4xf16> -> tensor<4xf32>
  return %a, %b : tensor<4xf32>, tensor<4xf32>
}

// What keepdims leaves.
// CHECK-LABEL: func.func @broadcasts(
// CHECK-SAME:    %[[X:.*]]: tensor<2xf32>)
// CHECK-NEXT:    %[[R:.*]] = burin.broadcast_in_dim %[[X]] {dimensions = array<i64: 1>, shape = array<i64: 5, 2, 3>}
// CHECK-NEXT:    return %[[R]]
func.func @broadcasts(%x: tensor<2xf32>) -> tensor<5x2x3xf32> {
  %a = burin.reshape %x {shape = array<i64: 2, 1>} : tensor<2xf32> -> tensor<2x1xf32>
  %b = burin.broadcast_in_dim %a {shape = array<i64: 2, 3>, dimensions = array<i64: 0, 1>} : tensor<2x1xf32> -> tensor<2x3xf32>
  %c = burin.broadcast_in_dim %b {shape = array<i64: 5, 2, 3>, dimensions = array<i64: 1, 2>} : tensor<2x3xf32> -> tensor<5x2x3xf32>
  return %c : tensor<5x2x3xf32>
}

// CHECK-LABEL: func.func @moves(
// CHECK-SAME:    %[[X:.*]]: tensor<2x3xf32>, %[[Y:.*]]: tensor<2x1xf32>)
// CHECK-NEXT:    return %[[X]], %[[X]], %[[Y]]
func.func @moves(%x: tensor<2x3xf32>, %y: tensor<2x1xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x1xf32>) {
  %zero = burin.constant dense<0.0> : tensor<f32> : tensor<f32>
  %t = burin.transpose %x {permutation = array<i64: 1, 0>} : tensor<2x3xf32> -> tensor<3x2xf32>
  %u = burin.transpose %t {permutation = array<i64: 1, 0>} : tensor<3x2xf32> -> tensor<2x3xf32>
  %p = burin.pad %x, %zero {low = array<i64: 1, 0>, high = array<i64: 0, 2>, interior = array<i64: 0, 1>}
    : tensor<2x3xf32>, tensor<f32> -> tensor<3x7xf32>
  %s = burin.slice %p {start = array<i64: 1, 0>, limit = array<i64: 3, 5>, strides = array<i64: 1, 2>}
    : tensor<3x7xf32> -> tensor<2x3xf32>
  %c = burin.concatenate %x, %y {dimension = 1} : tensor<2x3xf32>, tensor<2x1xf32> -> tensor<2x4xf32>
  %part = burin.slice %c {start = array<i64: 0, 3>, limit = array<i64: 2, 4>, strides = array<i64: 1, 1>}
    : tensor<2x4xf32> -> tensor<2x1xf32>
  return %u, %s, %part : tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x1xf32>
}

// A sum over broadcast axes is a product with their extent.
// CHECK-LABEL: func.func @sums(
// CHECK-SAME:    %[[X:.*]]: tensor<3xf32>)
// CHECK-NEXT:    %[[N:.*]] = burin.constant dense<8.000000e+00> : tensor<3xf32> : tensor<3xf32>
// CHECK-NEXT:    %[[R:.*]] = burin.mul %[[X]], %[[N]]
// CHECK-NEXT:    return %[[R]]
func.func @sums(%x: tensor<3xf32>) -> tensor<3xf32> {
  %a = burin.broadcast_in_dim %x {shape = array<i64: 8, 3>, dimensions = array<i64: 1>} : tensor<3xf32> -> tensor<8x3xf32>
  %b = burin.reduce_sum %a {axes = array<i64: 0>} : tensor<8x3xf32> -> tensor<3xf32>
  return %b : tensor<3xf32>
}

// Transposes go into contractions.
// CHECK-LABEL: func.func @contraction(
// CHECK-SAME:    %[[X:.*]]: tensor<5x2xf32>, %[[Y:.*]]: tensor<5x3xf32>)
// CHECK-NEXT:    %[[R:.*]] = burin.dot_general %[[Y]], %[[X]] {lhs_batch = array<i64>, lhs_contract = array<i64: 0>, rhs_batch = array<i64>, rhs_contract = array<i64: 0>}
// CHECK-NEXT:    return %[[R]]
func.func @contraction(%x: tensor<5x2xf32>, %y: tensor<5x3xf32>) -> tensor<3x2xf32> {
  %t = burin.transpose %x {permutation = array<i64: 1, 0>} : tensor<5x2xf32> -> tensor<2x5xf32>
  %d = burin.dot_general %t, %y {lhs_batch = array<i64>, rhs_batch = array<i64>, lhs_contract = array<i64: 1>, rhs_contract = array<i64: 0>}
    : tensor<2x5xf32>, tensor<5x3xf32> -> tensor<2x3xf32>
  %r = burin.transpose %d {permutation = array<i64: 1, 0>} : tensor<2x3xf32> -> tensor<3x2xf32>
  return %r : tensor<3x2xf32>
}

// Equal operations are merged and dead ones dropped, but not across a barrier.
// CHECK-LABEL: func.func @common(
// CHECK-SAME:    %[[X:.*]]: tensor<4xf32>)
// CHECK-NEXT:    %[[A:.*]] = burin.exp %[[X]]
// CHECK-NEXT:    %[[HELD:.*]] = burin.optimization_barrier %[[X]]
// CHECK-NEXT:    %[[B:.*]] = burin.exp %[[HELD]]
// CHECK-NEXT:    return %[[A]], %[[A]], %[[B]]
func.func @common(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
  %a = burin.exp %x : tensor<4xf32> -> tensor<4xf32>
  %b = burin.exp %x : tensor<4xf32> -> tensor<4xf32>
  %dead = burin.log %a : tensor<4xf32> -> tensor<4xf32>
  %held = burin.optimization_barrier %x : tensor<4xf32> -> tensor<4xf32>
  %c = burin.exp %held : tensor<4xf32> -> tensor<4xf32>
  return %a, %b, %c : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}

// Operations on constants are evaluated where the value is the kernel's to the last bit.
// CHECK-LABEL: func.func @constants(
// CHECK-DAG:     %[[THREE:.*]] = burin.constant dense<3.000000e+00> : tensor<f64> : tensor<f64>
// CHECK-DAG:     %[[SUM:.*]] = burin.constant dense<3.000000e-01> : tensor<f32> : tensor<f32>
// CHECK-DAG:     %[[INEXACT:.*]] = burin.add
// CHECK-DAG:     %[[EXP:.*]] = burin.exp
// CHECK:         return %[[THREE]], %[[SUM]], %[[INEXACT]], %[[EXP]]
func.func @constants() -> (tensor<f64>, tensor<f32>, tensor<f64>, tensor<f32>) {
  %one = burin.constant dense<1.0> : tensor<f64> : tensor<f64>
  %two = burin.constant dense<2.0> : tensor<f64> : tensor<f64>
  %three = burin.add %one, %two : tensor<f64>, tensor<f64> -> tensor<f64>
  %a = burin.constant dense<0.1> : tensor<f32> : tensor<f32>
  %b = burin.constant dense<0.2> : tensor<f32> : tensor<f32>
  %sum = burin.add %a, %b : tensor<f32>, tensor<f32> -> tensor<f32>
  %c = burin.constant dense<0.1> : tensor<f64> : tensor<f64>
  %d = burin.constant dense<0.2> : tensor<f64> : tensor<f64>
  %inexact = burin.add %c, %d : tensor<f64>, tensor<f64> -> tensor<f64>
  %exp = burin.exp %a : tensor<f32> -> tensor<f32>
  return %three, %sum, %inexact, %exp : tensor<f64>, tensor<f32>, tensor<f64>, tensor<f32>
}

// A loop that nothing uses takes its functions along.
// CHECK-LABEL: func.func @dead_loop(
// CHECK-NEXT:    return
// CHECK-NOT:   func.func
func.func @dead_loop(%x: tensor<3xf32>) -> tensor<3xf32> {
  %y = burin.scan @body(%x) {operand_counts = array<i64: 0, 1, 0>, length = 3 : i64} : (tensor<3xf32>) -> tensor<3xf32>
  return %x : tensor<3xf32>
}
func.func private @body(%x: tensor<f32>) -> tensor<f32> {
  %y = burin.exp %x : tensor<f32> -> tensor<f32>
  return %y : tensor<f32>
}
