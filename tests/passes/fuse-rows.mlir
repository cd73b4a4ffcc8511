// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: burin-opt %s --pass fuse | FileCheck %s

// Softmax is one kernel: reductions over trailing axes join what goes through their rows.

// CHECK-LABEL: func.func @softmax(
// CHECK-NEXT:    %[[R:.*]] = call @[[SOFTMAX:.*]](%{{.*}}) : (tensor<64x100xf32>) -> tensor<64x100xf32>
// CHECK-NEXT:    return %[[R]]
func.func @softmax(%x: tensor<64x100xf32>) -> tensor<64x100xf32> {
  %max = burin.reduce_max %x {axes = array<i64: 1>} : tensor<64x100xf32> -> tensor<64xf32>
  %m = burin.broadcast_in_dim %max {dimensions = array<i64: 0>, shape = array<i64: 64, 100>} : tensor<64xf32> -> tensor<64x100xf32>
  %s = burin.sub %x, %m : tensor<64x100xf32>, tensor<64x100xf32> -> tensor<64x100xf32>
  %e = burin.exp %s : tensor<64x100xf32> -> tensor<64x100xf32>
  %sum = burin.reduce_sum %e {axes = array<i64: 1>} : tensor<64x100xf32> -> tensor<64xf32>
  %d = burin.broadcast_in_dim %sum {dimensions = array<i64: 0>, shape = array<i64: 64, 100>} : tensor<64xf32> -> tensor<64x100xf32>
  %r = burin.div %e, %d : tensor<64x100xf32>, tensor<64x100xf32> -> tensor<64x100xf32>
  return %r : tensor<64x100xf32>
}

// Rows of several axes; results of a row and of its columns from one kernel; the scale is read along the columns.

// CHECK-LABEL: func.func @normalize(
// CHECK-NEXT:    %[[N:.*]]:2 = call @{{.*}} -> (tensor<4x6x100xf32>, tensor<4x6xf32>)
// CHECK-NEXT:    return %[[N]]#0, %[[N]]#1
func.func @normalize(%x: tensor<4x6x100xf32>, %scale: tensor<100xf32>) -> (tensor<4x6x100xf32>, tensor<4x6xf32>) {
  %sq = burin.mul %x, %x : tensor<4x6x100xf32>, tensor<4x6x100xf32> -> tensor<4x6x100xf32>
  %sum = burin.reduce_sum %sq {axes = array<i64: 2>} : tensor<4x6x100xf32> -> tensor<4x6xf32>
  %norm = burin.rsqrt %sum : tensor<4x6xf32> -> tensor<4x6xf32>
  %n = burin.broadcast_in_dim %norm {dimensions = array<i64: 0, 1>, shape = array<i64: 4, 6, 100>} : tensor<4x6xf32> -> tensor<4x6x100xf32>
  %y = burin.mul %x, %n : tensor<4x6x100xf32>, tensor<4x6x100xf32> -> tensor<4x6x100xf32>
  %s = burin.broadcast_in_dim %scale {dimensions = array<i64: 2>, shape = array<i64: 4, 6, 100>} : tensor<100xf32> -> tensor<4x6x100xf32>
  %r = burin.mul %y, %s : tensor<4x6x100xf32>, tensor<4x6x100xf32> -> tensor<4x6x100xf32>
  return %r, %norm : tensor<4x6x100xf32>, tensor<4x6xf32>
}

// A value that another row reads is in memory.

// CHECK-LABEL: func.func @other_row(
// CHECK-NEXT:    %[[SUM:.*]] = call
// CHECK-NEXT:    call @{{.*}}(%[[SUM]], %{{.*}})
// CHECK-NEXT:    return
func.func @other_row(%x: tensor<50x50xf32>) -> tensor<50x50xf32> {
  %sum = burin.reduce_sum %x {axes = array<i64: 1>} : tensor<50x50xf32> -> tensor<50xf32>
  %s = burin.broadcast_in_dim %sum {dimensions = array<i64: 1>, shape = array<i64: 50, 50>} : tensor<50xf32> -> tensor<50x50xf32>
  %r = burin.mul %x, %s : tensor<50x50xf32>, tensor<50x50xf32> -> tensor<50x50xf32>
  return %r : tensor<50x50xf32>
}

// The loss and the gradient share the rows' sums: the loss is written by the kernel that goes through the rows.

// CHECK-LABEL: func.func @cross_entropy(
// CHECK-NEXT:    %[[L:.*]]:2 = call @{{.*}}(%{{.*}}, %{{.*}})
// CHECK-NEXT:    return %[[L]]#{{[01]}}, %[[L]]#{{[01]}}
func.func @cross_entropy(%x: tensor<64x100xf32>, %y: tensor<64xi32>) -> (tensor<64xf32>, tensor<64x100xf32>) {
  %max = burin.reduce_max %x {axes = array<i64: 1>} : tensor<64x100xf32> -> tensor<64xf32>
  %m = burin.broadcast_in_dim %max {dimensions = array<i64: 0>, shape = array<i64: 64, 100>} : tensor<64xf32> -> tensor<64x100xf32>
  %s = burin.sub %x, %m : tensor<64x100xf32>, tensor<64x100xf32> -> tensor<64x100xf32>
  %c = burin.iota {dimension = 1 : i64, dtype = i32, shape = array<i64: 64, 100>} : tensor<64x100xi32>
  %l = burin.broadcast_in_dim %y {dimensions = array<i64: 0>, shape = array<i64: 64, 100>} : tensor<64xi32> -> tensor<64x100xi32>
  %is = burin.compare %c, %l {direction = "eq"} : tensor<64x100xi32>, tensor<64x100xi32> -> tensor<64x100xi1>
  %zero = burin.constant dense<0.0> : tensor<64x100xf32> : tensor<64x100xf32>
  %one = burin.constant dense<1.0> : tensor<64x100xf32> : tensor<64x100xf32>
  %of = burin.select %is, %s, %zero : tensor<64x100xi1>, tensor<64x100xf32>, tensor<64x100xf32> -> tensor<64x100xf32>
  %label = burin.reduce_sum %of {axes = array<i64: 1>} : tensor<64x100xf32> -> tensor<64xf32>
  %e = burin.exp %s : tensor<64x100xf32> -> tensor<64x100xf32>
  %sum = burin.reduce_sum %e {axes = array<i64: 1>} : tensor<64x100xf32> -> tensor<64xf32>
  %log = burin.log %sum : tensor<64xf32> -> tensor<64xf32>
  %loss = burin.sub %log, %label : tensor<64xf32>, tensor<64xf32> -> tensor<64xf32>
  %d = burin.broadcast_in_dim %sum {dimensions = array<i64: 0>, shape = array<i64: 64, 100>} : tensor<64xf32> -> tensor<64x100xf32>
  %p = burin.div %e, %d : tensor<64x100xf32>, tensor<64x100xf32> -> tensor<64x100xf32>
  %hot = burin.select %is, %one, %zero : tensor<64x100xi1>, tensor<64x100xf32>, tensor<64x100xf32> -> tensor<64x100xf32>
  %g = burin.sub %p, %hot : tensor<64x100xf32>, tensor<64x100xf32> -> tensor<64x100xf32>
  return %loss, %g : tensor<64xf32>, tensor<64x100xf32>
}

// A large array is reduced in steps, so that several threads have a part of it.

// CHECK-LABEL: func.func @total(
// CHECK-NEXT:    %[[PARTS:.*]] = call @[[ROWS:.*]](%{{.*}}) : (tensor<1000x1000xf16>) -> tensor<1000xf32>
// CHECK-NEXT:    %[[T:.*]] = call @[[REST:.*]](%[[PARTS]]) : (tensor<1000xf32>) -> tensor<f16>
// CHECK-NEXT:    return %[[T]]
func.func @total(%x: tensor<1000x1000xf16>) -> tensor<f16> {
  %r = burin.reduce_sum %x {axes = array<i64: 0, 1>} : tensor<1000x1000xf16> -> tensor<f16>
  return %r : tensor<f16>
}

// So are long columns: each part goes through whole rows.

// CHECK-LABEL: func.func @columns(
// CHECK-NEXT:    %[[PARTS:.*]] = call @{{.*}}(%{{.*}}) : (tensor<4096x1024xf32>) -> tensor<32x1024xf32>
// CHECK-NEXT:    %[[C:.*]] = call @{{.*}}(%[[PARTS]]) : (tensor<32x1024xf32>) -> tensor<1024xf32>
// CHECK-NEXT:    return %[[C]]
func.func @columns(%x: tensor<4096x1024xf32>) -> tensor<1024xf32> {
  %r = burin.reduce_sum %x {axes = array<i64: 0>} : tensor<4096x1024xf32> -> tensor<1024xf32>
  return %r : tensor<1024xf32>
}

// What fits in the caches is one step.

// CHECK-LABEL: func.func @short_columns(
// CHECK-NEXT:    %[[C:.*]] = call @{{.*}}(%{{.*}}) : (tensor<256x1024xf32>) -> tensor<1024xf32>
// CHECK-NEXT:    return %[[C]]
func.func @short_columns(%x: tensor<256x1024xf32>) -> tensor<1024xf32> {
  %r = burin.reduce_sum %x {axes = array<i64: 0>} : tensor<256x1024xf32> -> tensor<1024xf32>
  return %r : tensor<1024xf32>
}

// Axes that are apart: the trailing ones first.

// CHECK-LABEL: func.func @apart(
// CHECK-NEXT:    %[[P:.*]] = call @{{.*}}(%{{.*}}) : (tensor<5x7x11xf32>) -> tensor<5x7xf32>
// CHECK-NEXT:    call @{{.*}}(%[[P]]) : (tensor<5x7xf32>) -> tensor<7xf32>
func.func @apart(%x: tensor<5x7x11xf32>) -> tensor<7xf32> {
  %r = burin.reduce_max %x {axes = array<i64: 0, 2>} : tensor<5x7x11xf32> -> tensor<7xf32>
  return %r : tensor<7xf32>
}

// CHECK:       func.func private @[[SOFTMAX]](
// CHECK-COUNT-2: burin.reduce
// CHECK:         burin.div
