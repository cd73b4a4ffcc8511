// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef BURIN_OPS_SHAPE_TD
#define BURIN_OPS_SHAPE_TD

include "compiler/ir/BoundedSlope.td"

// An operation that only moves elements: each result element is one operand element or a constant of the operation.
class Burin_MoveOp<string mnemonic>
    : Burin_PureOp<mnemonic, [Burin_BoundedSlope, DeclareOpInterfaceMethods<Burin_ElementOp, ["cheapToRecompute"]>]> {
  string cost = "::burin::ir::Cost $cppClass::cost() { return movementCost(*this); }";
  let extraClassDefinition = verify # cost;
}

// Of one array, every element of which stands where its index says: the tangents move likewise.
class Burin_RearrangeOp<string mnemonic> : Burin_MoveOp<mnemonic> {
  let assemblyFormat = "$x attr-dict `:` type($x) `->` type($result)";
  string linearize = [{
    ::llvm::LogicalResult $cppClass::linearize(::mlir::OpBuilder &b, ::llvm::ArrayRef<::mlir::Value> tangents,
                                               ::llvm::SmallVectorImpl<::mlir::Value> &results) {
      return linearizeMovement(*this, b, tangents, results);
    }
  }];
  let extraClassDefinition = verify # cost # linearize # "bool $cppClass::cheapToRecompute() { return true; }";
}

// Shape.cpp

def Burin_IotaOp : Burin_MoveOp<"iota"> {
  let summary = "index along `dimension`";
  let description = [{
    (iota_c1) dtype is numeric. (iota_c2) shape is not negative. (iota_c3) dimension is an axis of shape.
  }];
  let arguments = (ins TypeAttr:$dtype, DenseI64ArrayAttr:$shape, I64Attr:$dimension);
  let assemblyFormat = "attr-dict `:` type($result)";
}

def Burin_BroadcastInDimOp : Burin_RearrangeOp<"broadcast_in_dim"> {
  let summary = "operand axis i becomes result axis dimensions[i]; extents equal or 1";
  let description = [{
    (broadcast_in_dim_c1) shape is not negative. (broadcast_in_dim_c2) one dimension per operand axis.
    (broadcast_in_dim_c3) dimensions are increasing axes of shape. (broadcast_in_dim_c4) the operand's extents are 1 or the
    result's.
  }];
  let arguments = (ins Burin_Tensor:$x, DenseI64ArrayAttr:$shape, DenseI64ArrayAttr:$dimensions);
}

def Burin_ReshapeOp : Burin_RearrangeOp<"reshape"> {
  let summary = "the same elements in row-major order";
  let description = "(reshape_c1) shape is not negative. (reshape_c2) the numbers of elements are equal.";
  let arguments = (ins Burin_Tensor:$x, DenseI64ArrayAttr:$shape);
}

// ShapeAxes.cpp

def Burin_TransposeOp : Burin_RearrangeOp<"transpose"> {
  let summary = "result axis i is operand axis permutation[i]";
  let description = "(transpose_c1) permutation names each axis once.";
  let arguments = (ins Burin_Tensor:$x, DenseI64ArrayAttr:$permutation);
}

def Burin_SliceOp : Burin_RearrangeOp<"slice"> {
  let summary = "elements start, start + stride, ... below limit";
  let description = [{
    (slice_c1) one start, limit and stride per axis. (slice_c2) 0 <= start <= limit <= extent. (slice_c3) strides >= 1.
  }];
  let arguments = (ins Burin_Tensor:$x, DenseI64ArrayAttr:$start, DenseI64ArrayAttr:$limit, DenseI64ArrayAttr:$strides);
}

def Burin_ReverseOp : Burin_RearrangeOp<"reverse"> {
  let summary = "the order along some axes turned round";
  let description = "(reverse_c1) dimensions are distinct axes.";
  let arguments = (ins Burin_Tensor:$x, DenseI64ArrayAttr:$dimensions);
}

// ShapeAssembly.cpp

def Burin_PadOp : Burin_MoveOp<"pad"> {
  let summary = "edges and gaps filled with a value; negative edges remove elements";
  let description = [{
    (pad_c1) value is a scalar of the operand's dtype. (pad_c2) one low, high and interior per axis. (pad_c3) interior >= 0.
    (pad_c4) no extent becomes negative.
  }];
  let arguments = (ins Burin_Tensor:$x, Burin_Tensor:$value, DenseI64ArrayAttr:$low, DenseI64ArrayAttr:$high,
                   DenseI64ArrayAttr:$interior);
  let assemblyFormat = "$x `,` $value attr-dict `:` type($x) `,` type($value) `->` type($result)";
}

def Burin_ConcatenateOp : Burin_MoveOp<"concatenate"> {
  let summary = "arrays one after the other along `dimension`";
  let description = [{
    (concatenate_c1) at least one operand. (concatenate_c2) dimension is an axis. (concatenate_c3) dtypes are equal.
    (concatenate_c4) extents differ along dimension only.
  }];
  let arguments = (ins Variadic<Burin_Tensor>:$parts, I64Attr:$dimension);
  let assemblyFormat = "$parts attr-dict `:` type($parts) `->` type($result)";
}

#endif
