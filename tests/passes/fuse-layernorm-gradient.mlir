// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: burin-opt %s --pass expand-derivatives,inline-calls,simplify,fuse | FileCheck %s

// The gradient of layer normalization: one kernel goes through the rows of x and dy, four sums each, and leaves the means
// and roots of the rows to the sum over columns. No normalized array is written.

// CHECK-LABEL: func.func @gradient(
// CHECK-SAME:    %[[X:[a-z0-9]+]]: {{[^,]*}}, %[[SCALE:[a-z0-9]+]]: {{[^,]*}}, %[[DY:[a-z0-9]+]]:
// CHECK-NEXT:    %[[ROWS:.*]]:3 = call @[[ROWS_KERNEL:.*]](%[[X]], %[[SCALE]], %[[DY]]) : {{.*}} -> (tensor<64x100xf32>, tensor<64xf32>, tensor<64xf32>)
// CHECK-NEXT:    %[[DSCALE:.*]] = call @{{.*}} : (tensor<64xf32>, tensor<64x100xf32>, tensor<64xf32>, tensor<64x100xf32>) -> tensor<100xf32>
// CHECK-NEXT:    return %[[ROWS]]#0, %[[DSCALE]]
func.func @gradient(%x: tensor<64x100xf32>, %scale: tensor<100xf32>, %dy: tensor<64x100xf32>) -> (tensor<64x100xf32>, tensor<100xf32>) {
  %y, %dx, %dscale = burin.vjp_call @layernorm(%x, %scale, %dy) {wrt = array<i64: 0, 1>} : (tensor<64x100xf32>, tensor<100xf32>, tensor<64x100xf32>) -> (tensor<64x100xf32>, tensor<64x100xf32>, tensor<100xf32>)
  return %dx, %dscale : tensor<64x100xf32>, tensor<100xf32>
}

func.func private @layernorm(%x: tensor<64x100xf32>, %scale: tensor<100xf32>) -> tensor<64x100xf32> {
  %hundredth = burin.constant dense<0.01> : tensor<64xf32> : tensor<64xf32>
  %epsilon = burin.constant dense<1.0e-6> : tensor<64xf32> : tensor<64xf32>
  %sum = burin.reduce_sum %x {axes = array<i64: 1>} : tensor<64x100xf32> -> tensor<64xf32>
  %mean = burin.mul %sum, %hundredth : tensor<64xf32>, tensor<64xf32> -> tensor<64xf32>
  %m = burin.broadcast_in_dim %mean {dimensions = array<i64: 0>, shape = array<i64: 64, 100>} : tensor<64xf32> -> tensor<64x100xf32>
  %centered = burin.sub %x, %m : tensor<64x100xf32>, tensor<64x100xf32> -> tensor<64x100xf32>
  %squares = burin.mul %centered, %centered : tensor<64x100xf32>, tensor<64x100xf32> -> tensor<64x100xf32>
  %squared = burin.reduce_sum %squares {axes = array<i64: 1>} : tensor<64x100xf32> -> tensor<64xf32>
  %mean_square = burin.mul %squared, %hundredth : tensor<64xf32>, tensor<64xf32> -> tensor<64xf32>
  %variance = burin.add %mean_square, %epsilon : tensor<64xf32>, tensor<64xf32> -> tensor<64xf32>
  %root = burin.rsqrt %variance : tensor<64xf32> -> tensor<64xf32>
  %r = burin.broadcast_in_dim %root {dimensions = array<i64: 0>, shape = array<i64: 64, 100>} : tensor<64xf32> -> tensor<64x100xf32>
  %normal = burin.mul %centered, %r : tensor<64x100xf32>, tensor<64x100xf32> -> tensor<64x100xf32>
  %s = burin.broadcast_in_dim %scale {dimensions = array<i64: 1>, shape = array<i64: 64, 100>} : tensor<100xf32> -> tensor<64x100xf32>
  %y = burin.mul %normal, %s : tensor<64x100xf32>, tensor<64x100xf32> -> tensor<64x100xf32>
  return %y : tensor<64x100xf32>
}

// CHECK:       func.func private @[[ROWS_KERNEL]](
// CHECK-COUNT-4: burin.reduce_sum
// CHECK-NOT:     burin.reduce
// CHECK:         return
