// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: burin-opt %s --pass expand-derivatives,inline-calls,simplify | FileCheck %s

// The backward scan goes the other way. It carries the cotangents of the carry and of the capture, reads xs again and the
// s that the forward scan has kept, and gives the cotangents of xs.
func.func private @body(%s: tensor<2xf32>, %x: tensor<2xf32>, %k: tensor<2xf32>) -> tensor<2xf32> {
  %p = burin.mul %s, %x : tensor<2xf32>, tensor<2xf32> -> tensor<2xf32>
  %q = burin.add %p, %k : tensor<2xf32>, tensor<2xf32> -> tensor<2xf32>
  return %q : tensor<2xf32>
}
func.func private @loop(%s: tensor<2xf32>, %xs: tensor<5x2xf32>, %k: tensor<2xf32>) -> tensor<2xf32> {
  %r = burin.scan @body(%s, %xs, %k) {operand_counts = array<i64: 1, 1, 1>, length = 5 : i64}
    : (tensor<2xf32>, tensor<5x2xf32>, tensor<2xf32>) -> tensor<2xf32>
  return %r : tensor<2xf32>
}
func.func @scan(%s: tensor<2xf32>, %xs: tensor<5x2xf32>, %k: tensor<2xf32>, %ct: tensor<2xf32>)
    -> (tensor<2xf32>, tensor<5x2xf32>, tensor<2xf32>) {
  %r, %ds, %dx, %dk = burin.vjp_call @loop(%s, %xs, %k, %ct) {wrt = array<i64: 0, 1, 2>}
    : (tensor<2xf32>, tensor<5x2xf32>, tensor<2xf32>, tensor<2xf32>)
    -> (tensor<2xf32>, tensor<2xf32>, tensor<5x2xf32>, tensor<2xf32>)
  return %ds, %dx, %dk : tensor<2xf32>, tensor<5x2xf32>, tensor<2xf32>
}
// CHECK-LABEL: func.func private @body_vjp_backward
// CHECK-SAME: (%[[ct:.*]]: tensor<2xf32>, %[[dk:.*]]: tensor<2xf32>, %[[x:.*]]: tensor<2xf32>, %[[s:.*]]: tensor<2xf32>)
// CHECK-DAG: %[[dx:.*]] = burin.mul %[[ct]], %[[s]]
// CHECK-DAG: %[[ds:.*]] = burin.mul %[[ct]], %[[x]]
// CHECK-DAG: %[[sum:.*]] = burin.add %[[dk]], %[[ct]]
// CHECK: return %[[ds]], %[[sum]], %[[dx]]
// CHECK-LABEL: func.func private @body_vjp_forward
// CHECK-SAME: (%[[s:.*]]: tensor<2xf32>, %{{.*}}: tensor<2xf32>, %{{.*}}: tensor<2xf32>)
// CHECK: return %{{.*}}, %[[s]]
// CHECK-LABEL: func.func @scan
// CHECK: %[[forward:.*]]:2 = burin.scan @body_vjp_forward(%arg0, %arg1, %arg2)
// CHECK: %[[zero:.*]] = burin.constant dense<0.0
// CHECK: burin.scan @body_vjp_backward(%arg3, %[[zero]], %arg1, %[[forward]]#1)
// CHECK-SAME: operand_counts = array<i64: 2, 2, 0>, reverse = true

// The backward case is on the same index. sin and cos of one branch and exp of the other share memory.
func.func private @first(%x: tensor<2xf32>, %k: tensor<2xf32>) -> tensor<2xf32> {
  %s = burin.sin %x : tensor<2xf32> -> tensor<2xf32>
  %p = burin.mul %s, %k : tensor<2xf32>, tensor<2xf32> -> tensor<2xf32>
  return %p : tensor<2xf32>
}
func.func private @second(%x: tensor<2xf32>) -> tensor<2xf32> {
  %e = burin.exp %x : tensor<2xf32> -> tensor<2xf32>
  return %e : tensor<2xf32>
}
func.func private @branch(%i: tensor<i32>, %x: tensor<2xf32>, %k: tensor<2xf32>) -> tensor<2xf32> {
  %r = burin.case [@first, @second](%i, %x, %k) {operand_counts = array<i64: 1, 1, 0>}
    : (tensor<i32>, tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  return %r : tensor<2xf32>
}
func.func @case(%i: tensor<i32>, %x: tensor<2xf32>, %k: tensor<2xf32>, %ct: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>) {
  %r, %dx, %dk = burin.vjp_call @branch(%i, %x, %k, %ct) {wrt = array<i64: 1, 2>}
    : (tensor<i32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>)
  return %dx, %dk : tensor<2xf32>, tensor<2xf32>
}
// CHECK-LABEL: func.func private @second_vjp_backward
// CHECK-SAME: (%[[e:.*]]: tensor<2xf32>, %{{.*}}: tensor<2xf32>, %[[ct:.*]]: tensor<2xf32>)
// CHECK-DAG: %[[dx:.*]] = burin.mul %[[ct]], %[[e]]
// CHECK-DAG: %[[none:.*]] = burin.constant dense<0.0
// CHECK: return %[[dx]], %[[none]]
// CHECK-LABEL: func.func @case
// CHECK: %[[kept:.*]]:2 = burin.case [@first_vjp_forward{{.*}}, @second_vjp_forward{{.*}}](%arg0, %arg1)
// CHECK: burin.case [@first_vjp_backward, @second_vjp_backward](%arg0, %[[kept]]#0, %[[kept]]#1, %arg3, %arg2)
// CHECK-SAME: operand_counts = array<i64: 3, 1, 0>
