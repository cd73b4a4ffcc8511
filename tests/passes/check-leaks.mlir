// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: not burin-opt %s --pass check-leaks 2>&1 | FileCheck %s

// CHECK:      model.cpp:6:11: error: leaked tracer: float32[4], made by mul at model.cpp:6, outlived the trace of 'update' at model.cpp:3: a captured std::vector<Array>
// CHECK-NEXT:   mul float32[4] from model.cpp:6
// CHECK-NEXT:   exp float32[4] from model.cpp:5
// CHECK-NEXT:   neg float32[4] from model.cpp:4
// CHECK-NOT:  error
func.func @update(%x: tensor<4xf32> {burin.path = "argument 0: .x"}) -> tensor<4xf32> {
  %a = burin.neg %x : tensor<4xf32> -> tensor<4xf32> loc("model.cpp":4:11)
  %b = burin.exp %a : tensor<4xf32> -> tensor<4xf32> loc("model.cpp":5:11)
  %c = burin.mul %b, %a {burin.escaped = "a captured std::vector<Array>"} : tensor<4xf32>, tensor<4xf32> -> tensor<4xf32> loc("model.cpp":6:11)
  return %b : tensor<4xf32>
} loc("model.cpp":3:1)

// CHECK: error: leaked tracer: int32[], argument 1: .count at model.cpp:9, outlived the trace of 'step' at model.cpp:9: a global
func.func @step(%x: tensor<4xf32>, %n: tensor<i32> {burin.path = "argument 1: .count", burin.escaped = "a global"} loc("model.cpp":9:1)) -> tensor<4xf32> {
  return %x : tensor<4xf32>
} loc("model.cpp":9:1)
