// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: split-file %s %t
// RUN: burin-opt %t/custom.mlir --pass expand-derivatives --verify-diagnostics
// RUN: burin-opt %t/capture.mlir --pass expand-derivatives --verify-diagnostics
// RUN: burin-opt %t/nonlinear.mlir --pass expand-derivatives --verify-diagnostics
// RUN: burin-opt %t/policy.mlir --pass expand-derivatives --verify-diagnostics
// RUN: burin-opt %t/recursion.mlir --pass expand-derivatives --verify-diagnostics

//--- custom.mlir
func.func private @identity(%x: tensor<f32>) -> tensor<f32> {
  return %x : tensor<f32>
}
func.func private @f(%x: tensor<f32>) -> tensor<f32> {
  // expected-error @+1 {{[custom_vjp] can't apply forward-mode autodiff (jvp) to a custom_vjp function; use grad or vjp}}
  %r = burin.custom_vjp_call @identity fwd @identity bwd @identity (%x) {operand_counts = array<i64: 1, 0, 0, 0>} : (tensor<f32>) -> tensor<f32>
  return %r : tensor<f32>
}
func.func @g(%x: tensor<f32>) -> tensor<f32> {
  %v, %t = burin.jvp_call @f(%x, %x) {wrt = array<i64: 0>} : (tensor<f32>, tensor<f32>) -> (tensor<f32>, tensor<f32>)
  return %t : tensor<f32>
}

//--- capture.mlir
func.func private @scaled(%x: tensor<f32>, %scale: tensor<f32>) -> tensor<f32> {
  %r = burin.mul %x, %scale : tensor<f32>, tensor<f32> -> tensor<f32>
  return %r : tensor<f32>
}
func.func private @bwd(%ct: tensor<f32>) -> tensor<f32> {
  return %ct : tensor<f32>
}
// expected-note @+1 {{the closed-over value was made}}
func.func private @f(%x: tensor<f32>, %scale: tensor<f32>) -> tensor<f32> {
  // expected-error @+1 {{[custom_vjp] the rule closes over a float32[] that is being differentiated, and bwd has no cotangent for it; make the closed-over value an argument of the function}}
  %r = burin.custom_vjp_call @scaled fwd @scaled bwd @bwd (%x, %scale, %scale) {operand_counts = array<i64: 1, 1, 1, 0>}
    : (tensor<f32>, tensor<f32>, tensor<f32>) -> tensor<f32>
  return %r : tensor<f32>
}
func.func @g(%x: tensor<f32>) -> tensor<f32> {
  %v, %dscale = burin.vjp_call @f(%x, %x, %x) {wrt = array<i64: 1>} : (tensor<f32>, tensor<f32>, tensor<f32>) -> (tensor<f32>, tensor<f32>)
  return %dscale : tensor<f32>
}

//--- nonlinear.mlir
func.func private @square(%x: tensor<f32>) -> tensor<f32> {
  %r = burin.mul %x, %x : tensor<f32>, tensor<f32> -> tensor<f32>
  return %r : tensor<f32>
}
func.func private @rule(%x: tensor<f32>, %dx: tensor<f32>) -> (tensor<f32>, tensor<f32>) {
  %r = burin.mul %dx, %dx : tensor<f32>, tensor<f32> -> tensor<f32>
  return %x, %r : tensor<f32>, tensor<f32>
}
func.func private @f(%x: tensor<f32>) -> tensor<f32> {
  // expected-error @+1 {{is not linear in the tangents, and only what is linear can be transposed for grad and vjp}}
  %r = burin.custom_jvp_call @square rule @rule (%x) {operand_counts = array<i64: 1, 0, 0>} : (tensor<f32>) -> tensor<f32>
  return %r : tensor<f32>
}
func.func @g(%x: tensor<f32>) -> tensor<f32> {
  %v, %dx = burin.vjp_call @f(%x, %x) {wrt = array<i64: 0>} : (tensor<f32>, tensor<f32>) -> (tensor<f32>, tensor<f32>)
  return %dx : tensor<f32>
}

//--- policy.mlir
func.func private @body(%x: tensor<f32>) -> tensor<f32> {
  return %x : tensor<f32>
}
func.func private @f(%x: tensor<f32>) -> tensor<f32> {
  // expected-error @+1 {{[checkpoint] there is no policy 'save_dots'; expected nothing_saveable, everything_saveable, dots_saveable,}}
  %r = burin.checkpoint @body(%x) {policy = "save_dots"} : (tensor<f32>) -> tensor<f32>
  return %r : tensor<f32>
}
func.func @g(%x: tensor<f32>) -> tensor<f32> {
  %v, %dx = burin.vjp_call @f(%x, %x) {wrt = array<i64: 0>} : (tensor<f32>, tensor<f32>) -> (tensor<f32>, tensor<f32>)
  return %dx : tensor<f32>
}

//--- recursion.mlir
// expected-error @+1 {{@f calls itself; recursion is not supported}}
func.func private @f(%x: tensor<f32>) -> tensor<f32> {
  %r = burin.call @f(%x) : (tensor<f32>) -> tensor<f32>
  return %r : tensor<f32>
}
func.func @g(%x: tensor<f32>) -> tensor<f32> {
  %v, %dx = burin.vjp_call @f(%x, %x) {wrt = array<i64: 0>} : (tensor<f32>, tensor<f32>) -> (tensor<f32>, tensor<f32>)
  return %dx : tensor<f32>
}
