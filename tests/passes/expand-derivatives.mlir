// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: burin-opt %s --pass expand-derivatives | FileCheck %s
// RUN: burin-opt %s --pass expand-derivatives --locations | FileCheck %s --check-prefix=LINE

// A vjp_call becomes a call of one straight-line function: forward operations, then backward ones. What is not
// differentiated (%b) costs nothing, and each backward operation keeps the line of its forward operation.

// CHECK-LABEL: func.func private @f(
// CHECK-LABEL: func.func private @f_vjp(
// CHECK-SAME:    %[[A:.*]]: tensor<4xf32>, %[[B:.*]]: tensor<4xf32>, %[[CT:.*]]: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>)
// CHECK:         %[[SIN:.*]] = burin.sin %[[A]]
// CHECK:         %[[COS:.*]] = burin.cos %[[A]]
// CHECK:         %[[R:.*]] = burin.mul %[[SIN]], %[[B]]
// CHECK:         %[[CTSIN:.*]] = burin.mul %[[CT]], %[[B]]
// CHECK:         %[[CTA:.*]] = burin.mul %[[CTSIN]], %[[COS]]
// CHECK-NEXT:    return %[[R]], %[[CTA]]
// LINE-LABEL: func.func private @f_vjp(
// LINE:         burin.mul {{.*}} loc("model.cpp":5:9)
// LINE:         burin.mul {{.*}} loc("model.cpp":5:9)
// LINE:         burin.mul {{.*}} loc("model.cpp":4:9)
// LINE:         return
func.func private @f(%a: tensor<4xf32>, %b: tensor<4xf32>) -> tensor<4xf32> {
  %s = burin.sin %a : tensor<4xf32> -> tensor<4xf32> loc("model.cpp":4:9)
  %r = burin.mul %s, %b : tensor<4xf32>, tensor<4xf32> -> tensor<4xf32> loc("model.cpp":5:9)
  return %r : tensor<4xf32>
}

// CHECK-LABEL: func.func @gradient(
// CHECK:         %[[OUT:.*]]:2 = burin.call @f_vjp(%{{.*}}, %{{.*}}, %{{.*}})
// CHECK:         return %[[OUT]]#1
func.func @gradient(%a: tensor<4xf32>, %b: tensor<4xf32>, %ct: tensor<4xf32>) -> tensor<4xf32> {
  %v, %da = burin.vjp_call @f(%a, %b, %ct) {wrt = array<i64: 0>}
    : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>)
  return %da : tensor<4xf32>
}

// Derivative functions are made once: the second gradient by the same argument shares @f_vjp.
// CHECK-LABEL: func.func @again(
// CHECK:         burin.call @f_vjp(
func.func @again(%a: tensor<4xf32>, %ct: tensor<4xf32>) -> tensor<4xf32> {
  %v, %da = burin.vjp_call @f(%a, %a, %ct) {wrt = array<i64: 0>}
    : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>)
  return %da : tensor<4xf32>
}

// Forward mode computes tangents beside values.
// CHECK-LABEL: func.func private @h(
// CHECK-LABEL: func.func private @h_jvp(
// CHECK-SAME:    %[[X:.*]]: tensor<4xf32>, %[[T:.*]]: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>)
// CHECK:         %[[V:.*]] = burin.exp %[[X]]
// CHECK:         %[[DV:.*]] = burin.mul %[[T]], %[[V]]
// CHECK:         return %[[V]], %[[DV]]
func.func private @h(%x: tensor<4xf32>) -> tensor<4xf32> {
  %r = burin.exp %x : tensor<4xf32> -> tensor<4xf32>
  return %r : tensor<4xf32>
}
func.func @tangent(%x: tensor<4xf32>, %t: tensor<4xf32>) -> tensor<4xf32> {
  %v, %dv = burin.jvp_call @h(%x, %t) {wrt = array<i64: 0>} : (tensor<4xf32>, tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>)
  return %dv : tensor<4xf32>
}

// A result that does not depend on the argument: zeros exist only where they must be returned.
// CHECK-LABEL: func.func private @unused_vjp(
// CHECK:         %[[Z:.*]] = burin.constant dense<0.000000e+00>
// CHECK:         return %{{.*}}, %[[Z]]
func.func private @unused(%x: tensor<4xf32>) -> tensor<4xf32> {
  %r = burin.constant dense<1.0> : tensor<4xf32> : tensor<4xf32>
  return %r : tensor<4xf32>
}
func.func @zero(%x: tensor<4xf32>, %ct: tensor<4xf32>) -> tensor<4xf32> {
  %v, %dx = burin.vjp_call @unused(%x, %ct) {wrt = array<i64: 0>} : (tensor<4xf32>, tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>)
  return %dx : tensor<4xf32>
}
