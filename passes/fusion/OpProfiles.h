// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ir/Dialect.h"

#include "llvm/ADT/DenseMap.h"

#include <map>
#include <memory>

namespace burin::passes {

/// What fusion must know about one elementwise operation.
struct OpProfile {
  bool failed = false;
  unsigned instructions = 0; ///< arithmetic per element; 0 when the op says that recomputing is cheap
  /// Per operand: read at the result's position divided by this; 0: not only there.
  llvm::SmallVector<int64_t> strides;
  bool renames = false; ///< the result is operand 0 in row-major order, unchanged
};

/// Profiles of operations, looked at once per kind (name, attributes, types).
class OpProfiles {
public:
  const OpProfile &of(mlir::Operation *op);

private:
  const OpProfile *known(mlir::Operation *op, size_t hash);

  llvm::DenseMap<mlir::Operation *, const OpProfile *> byOp;
  std::multimap<size_t, std::pair<mlir::Operation *, std::unique_ptr<OpProfile>>> byKind;
};

} // namespace burin::passes
