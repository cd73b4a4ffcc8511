// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: burin-opt %s --pass expand-derivatives | FileCheck %s --check-prefix=VJP
// RUN: burin-opt %s --pass expand-derivatives,expand-rematerialize | FileCheck %s
// RUN: burin-opt %s --pass expand-derivatives,expand-rematerialize,inline-calls,simplify | FileCheck %s --check-prefix=CLEAN

func.func private @body(%x: tensor<4xf32>) -> tensor<4xf32> {
  %s = burin.sin %x : tensor<4xf32> -> tensor<4xf32>
  %t = burin.exp %s : tensor<4xf32> -> tensor<4xf32>
  return %t : tensor<4xf32>
}

// The backward pass of a checkpoint is a rematerialize of its arguments; the forward pass keeps nothing else.
// VJP-LABEL: func.func private @f_vjp(
// VJP-SAME:    %[[X:.*]]: tensor<4xf32>, %[[CT:.*]]: tensor<4xf32>)
// VJP:         %[[Y:.*]] = burin.checkpoint @body(%[[X]])
// VJP:         %[[CTX:.*]] = burin.rematerialize @body(%[[X]], %[[CT]]) {policy = "nothing_saveable", wrt = array<i64: 0>}
// VJP:         return %[[Y]], %[[CTX]]

// It becomes the vjp of the body on values behind a barrier that waits for the cotangents.
// CHECK-LABEL: func.func private @f_vjp(
// CHECK-SAME:    %[[X:.*]]: tensor<4xf32>, %[[CT:.*]]: tensor<4xf32>)
// CHECK:         burin.call @body(%[[X]])
// CHECK:         %[[HELD:.*]]:2 = burin.optimization_barrier %[[X]], %[[CT]]
// CHECK:         burin.call @body_vjp(%[[HELD]]#0, %[[HELD]]#1)
func.func private @f(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = burin.checkpoint @body(%x) {policy = "nothing_saveable"} : (tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// The recomputation survives the removal of common subexpressions.
// CLEAN-LABEL: func.func @gradient(
// CLEAN:         burin.sin %arg0
// CLEAN:         %[[HELD:.*]]:2 = burin.optimization_barrier %arg0, %arg1
// CLEAN:         burin.sin %[[HELD]]#0
func.func @gradient(%x: tensor<4xf32>, %ct: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %v, %dx = burin.vjp_call @f(%x, %ct) {wrt = array<i64: 0>} : (tensor<4xf32>, tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>)
  return %v, %dx : tensor<4xf32>, tensor<4xf32>
}

// Evaluation alone pays nothing.
// CLEAN-LABEL: func.func @evaluate(
// CLEAN-NOT:     optimization_barrier
// CLEAN:         return
func.func @evaluate(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = burin.checkpoint @body(%x) {policy = "nothing_saveable"} : (tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}
