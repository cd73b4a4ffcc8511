// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: split-file %s %t
// RUN: burin-opt %t/shared.mlir --pass expand-derivatives --verify-diagnostics
// RUN: burin-opt %t/recursion.mlir --pass expand-derivatives --verify-diagnostics

//--- shared.mlir
func.func private @f(%x: tensor<f32>) -> tensor<f32> {
  return %x : tensor<f32>
}
func.func @rows(%x: tensor<3xf32>) -> tensor<f32> {
  // expected-error @+1 {{[vmap] result 0 of @f differs from row to row, and out_axes gives it no axis}}
  %r = burin.vmap_call @f(%x) {axis_size = 3 : i64, in_axes = array<i64: 0>, out_axes = array<i64: -1>} : (tensor<3xf32>) -> tensor<f32>
  return %r : tensor<f32>
}

//--- recursion.mlir
// expected-error @+1 {{@f calls itself; recursion is not supported}}
func.func private @f(%x: tensor<f32>) -> tensor<f32> {
  %r = burin.call @f(%x) : (tensor<f32>) -> tensor<f32>
  return %r : tensor<f32>
}
func.func @rows(%x: tensor<3xf32>) -> tensor<3xf32> {
  %r = burin.vmap_call @f(%x) {axis_size = 3 : i64, in_axes = array<i64: 0>, out_axes = array<i64: 0>} : (tensor<3xf32>) -> tensor<3xf32>
  return %r : tensor<3xf32>
}
