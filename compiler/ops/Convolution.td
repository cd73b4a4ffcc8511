// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef BURIN_OPS_CONVOLUTION_TD
#define BURIN_OPS_CONVOLUTION_TD

include "compiler/ir/Dialect.td"

def Burin_ConvolutionOp : Burin_PureOp<"convolution", [DeclareOpInterfaceMethods<Burin_KernelOp, ["readsMemory"]>]> {
  let summary = "sums of products over windows of lhs and over input features; the kernel rhs is not turned round";
  let description = [{
    Meaning and padding are those of StableHLO's convolution. Layouts say which axis is what: lhs_layout and result_layout
    list batch, feature and spatial axes, rhs_layout output feature, input feature and spatial axes. Feature groups pair parts
    of the features of lhs with parts of the output features, batch groups parts of the batch. f16 and bf16 accumulate in f32.
    (convolution_c1) dtypes are equal and numeric. (convolution_c2) ranks are equal, and at least 2. (convolution_c3) each
    layout names each axis once. (convolution_c4) one number per spatial axis in each list. (convolution_c5) strides and
    dilations are positive, padding leaves no negative extent. (convolution_c6) group counts are positive and not both above 1.
    (convolution_c7) groups divide the features (or the batch) of lhs and the output features. (convolution_c8) the features of
    a group of lhs are the input features of rhs.
  }];
  let arguments = (ins Burin_Tensor:$lhs, Burin_Tensor:$rhs, DenseI64ArrayAttr:$window_strides,
                   DenseI64ArrayAttr:$lhs_dilation, DenseI64ArrayAttr:$rhs_dilation, DenseI64ArrayAttr:$low,
                   DenseI64ArrayAttr:$high, DenseI64ArrayAttr:$lhs_layout, DenseI64ArrayAttr:$rhs_layout,
                   DenseI64ArrayAttr:$result_layout, I64Attr:$feature_groups, I64Attr:$batch_groups);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` type($lhs) `,` type($rhs) `->` type($result)";
  let extraClassDeclaration = [{
    /// Groups of either kind.
    int64_t groups() { return getFeatureGroups() * getBatchGroups(); }
    int64_t lhsExtent(int64_t i) { return getLhs().getType().getShape()[getLhsLayout()[i]]; }
    int64_t rhsExtent(int64_t i) { return getRhs().getType().getShape()[getRhsLayout()[i]]; }
    int64_t resultExtent(int64_t i) { return getType().getShape()[getResultLayout()[i]]; }
  }];
}

#endif
