// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ir/Dialect.h"
#include "compiler/ir/Emit.h"
#include "compiler/ir/Literal.h"
#include "compiler/lowering/Target.h"
#include "runtime/executable.h"

#include "mlir/IR/OwningOpRef.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace burin::testing {

using ir::Emit;
using mlir::Value;
using Values = llvm::ArrayRef<Value>;
using Results = std::vector<Value>;

/// A program built with Emit or read from text, and what becomes of it.
class Compiled {
public:
  using Body = std::function<Results(Emit &, Values)>;

  /// `types` are texts: "8x16xf32", "f64".
  Compiled(std::vector<std::string> types, Body body, lowering::Target target = lowering::hostTarget());
  /// Text of a module with one public function.
  explicit Compiled(const std::string &text);

  /// Runs the stages until `last`: "fused", "planned", "loops", "llvm", "asm". Returns the text.
  std::string until(const std::string &last);
  /// Compiles and runs on reproducible inputs; compares with the reference evaluator. Integers and bool
  /// exactly, floating values to `ulps` units of the last place of the magnitude, or of the result's largest one up
  /// to 1.
  void check(double ulps = 4, unsigned seed = 1) { check(ulps, inputs(seed)); }
  /// Results count as at least of this magnitude: less is what is left of larger numbers.
  void check(double ulps, const std::vector<ir::Literal> &inputs, double magnitude = 0);

  std::shared_ptr<const runtime::Executable> executable();
  std::vector<ir::Literal> run(llvm::ArrayRef<ir::Literal> inputs);
  /// Tells the plan which arguments are donated; comes before everything else.
  void donate(llvm::ArrayRef<runtime::Donation> donors);
  /// As check, with every planned donation made.
  void checkDonated(double ulps = 4);
  std::vector<ir::Literal> inputs(unsigned seed);

  mlir::func::FuncOp program();
  int kernels();

  bool failed = false;
  std::string diagnostics;

private:
  struct Buffers;
  std::vector<ir::Literal> expected(const std::vector<ir::Literal> &inputs);
  void load();
  bool stage(const std::string &name);

  const lowering::Target target = lowering::hostTarget();
  mlir::MLIRContext context;
  mlir::OwningOpRef<mlir::ModuleOp> original, module;
  std::shared_ptr<const runtime::Executable> code;
  std::vector<std::string> done;
};

/// Empty when all elements have the same bits (NaNs are all the same), else the first that does not.
std::string differenceInBits(llvm::ArrayRef<ir::Literal> got, llvm::ArrayRef<ir::Literal> want);

} // namespace burin::testing
