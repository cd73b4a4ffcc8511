// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: burin-opt %s --pass fuse | FileCheck %s

// Padding, also a negative one, and gaps become elements of an array; windows that see none are left alone.

// CHECK-LABEL: func.func @padded(
// CHECK-NEXT:    %[[P:.*]] = call @[[PAD:.*]](%{{.*}})
// CHECK-NEXT:    %[[C:.*]] = call @[[CONV:.*]](%[[P]], %{{.*}})
// CHECK-NEXT:    return %[[C]]
func.func @padded(%x: tensor<1x2x5xf32>, %w: tensor<3x2x2xf32>) -> tensor<1x3x9xf32> {
  %c = burin.convolution %x, %w {window_strides = array<i64: 1>, lhs_dilation = array<i64: 2>, rhs_dilation = array<i64: 1>,
         low = array<i64: 2>, high = array<i64: -1>, lhs_layout = array<i64: 0, 1, 2>, rhs_layout = array<i64: 0, 1, 2>,
         result_layout = array<i64: 0, 1, 2>, feature_groups = 1 : i64, batch_groups = 1 : i64}
       : tensor<1x2x5xf32>, tensor<3x2x2xf32> -> tensor<1x3x9xf32>
  return %c : tensor<1x3x9xf32>
}

// CHECK-LABEL: func.func @inside(
// CHECK-NEXT:    %[[C:.*]] = call @{{.*}}(%{{.*}}, %{{.*}})
// CHECK-NEXT:    return %[[C]]
func.func @inside(%x: tensor<1x2x5xf32>, %w: tensor<3x2x2xf32>) -> tensor<1x3x2xf32> {
  %c = burin.convolution %x, %w {window_strides = array<i64: 3>, lhs_dilation = array<i64: 1>, rhs_dilation = array<i64: 1>,
         low = array<i64: 0>, high = array<i64: 0>, lhs_layout = array<i64: 0, 1, 2>, rhs_layout = array<i64: 0, 1, 2>,
         result_layout = array<i64: 0, 1, 2>, feature_groups = 1 : i64, batch_groups = 1 : i64}
       : tensor<1x2x5xf32>, tensor<3x2x2xf32> -> tensor<1x3x2xf32>
  return %c : tensor<1x3x2xf32>
}

// CHECK:       func.func private @[[PAD]](%{{.*}}: tensor<1x2x5xf32>) -> tensor<1x2x10xf32>
// CHECK:         burin.pad {{.*}}high = array<i64: 0, 0, -1>, interior = array<i64: 0, 0, 1>, low = array<i64: 0, 0, 2>
// CHECK:       func.func private @[[CONV]](
// CHECK:         burin.convolution {{.*}}high = array<i64: 0>, {{.*}}lhs_dilation = array<i64: 1>, {{.*}}low = array<i64: 0>
