// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: burin-opt %s --pass expand-derivatives --verify-diagnostics

func.func private @square(%x: tensor<f32>) -> tensor<f32> {
  %r = burin.mul %x, %x : tensor<f32>, tensor<f32> -> tensor<f32>
  return %r : tensor<f32>
}

// The result of the function is that of a checkpoint, through any number of calls.
func.func private @whole(%x: tensor<f32>) -> tensor<f32> {
  // expected-warning @+1 {{[checkpoint] its result is what is differentiated, so that its backward pass follows at once}}
  %r = burin.checkpoint @square(%x) {policy = "nothing_saveable"} : (tensor<f32>) -> tensor<f32>
  return %r : tensor<f32>
}
func.func private @called(%x: tensor<f32>) -> tensor<f32> {
  %r = burin.call @whole(%x) : (tensor<f32>) -> tensor<f32>
  return %r : tensor<f32>
}
func.func @catches(%x: tensor<f32>) -> tensor<f32> {
  %v, %dx = burin.vjp_call @called(%x, %x) {wrt = array<i64: 0>} : (tensor<f32>, tensor<f32>) -> (tensor<f32>, tensor<f32>)
  return %dx : tensor<f32>
}

// Something follows; the policy keeps all; the result has no cotangent.
func.func private @part(%x: tensor<f32>) -> tensor<f32> {
  %r = burin.checkpoint @square(%x) {policy = "nothing_saveable"} : (tensor<f32>) -> tensor<f32>
  %s = burin.sin %r : tensor<f32> -> tensor<f32>
  return %s : tensor<f32>
}
func.func private @kept(%x: tensor<f32>) -> tensor<f32> {
  %r = burin.checkpoint @square(%x) {policy = "everything_saveable"} : (tensor<f32>) -> tensor<f32>
  return %r : tensor<f32>
}
func.func private @auxiliary(%x: tensor<f32>) -> (tensor<f32>, tensor<f32>) {
  %r = burin.checkpoint @square(%x) {policy = "nothing_saveable"} : (tensor<f32>) -> tensor<f32>
  %s = burin.sin %r : tensor<f32> -> tensor<f32>
  return %s, %r : tensor<f32>, tensor<f32>
}
func.func @does_not_flag(%x: tensor<f32>) -> (tensor<f32>, tensor<f32>, tensor<f32>) {
  %zero = burin.constant dense<0.0> : tensor<f32> : tensor<f32>
  %v0, %d0 = burin.vjp_call @part(%x, %x) {wrt = array<i64: 0>} : (tensor<f32>, tensor<f32>) -> (tensor<f32>, tensor<f32>)
  %v1, %d1 = burin.vjp_call @kept(%x, %x) {wrt = array<i64: 0>} : (tensor<f32>, tensor<f32>) -> (tensor<f32>, tensor<f32>)
  %v2, %w2, %d2 = burin.vjp_call @auxiliary(%x, %x, %zero) {wrt = array<i64: 0>}
    : (tensor<f32>, tensor<f32>, tensor<f32>) -> (tensor<f32>, tensor<f32>, tensor<f32>)
  return %d0, %d1, %d2 : tensor<f32>, tensor<f32>, tensor<f32>
}
