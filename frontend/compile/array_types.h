// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "runtime/compiler/compiler.h"

#include "mlir/IR/BuiltinTypes.h"

namespace burin::bridge {

/// The dialect's element type of a dtype: i1, signless iN, uiN or a float.
mlir::Type element_type(mlir::MLIRContext &context, DType dtype);
DType dtype_of_element(mlir::Type element);

mlir::RankedTensorType tensor_type(mlir::MLIRContext &context, const runtime::TensorType &type);
runtime::TensorType runtime_type(mlir::Type type);
std::vector<runtime::TensorType> runtime_types(mlir::TypeRange types);

mlir::Attribute mlir_attribute(mlir::MLIRContext &context, const runtime::Attribute &attribute);
mlir::Location mlir_location(mlir::MLIRContext &context, const SourceLine &line);

} // namespace burin::bridge
