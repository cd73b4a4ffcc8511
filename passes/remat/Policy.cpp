// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/remat/Policy.h"

#include "compiler/ir/Contraction.h"
#include "compiler/ops/CallOps.h"
#include "passes/cleanup/InlineCalls.h"

#include "llvm/ADT/StringSwitch.h"

using namespace mlir;

namespace burin::passes {

/// name [ '(' argument { ',' argument } ')' ]; an argument is a policy, or a text in quotes with \" and \\.
class PolicyParser {
public:
  explicit PolicyParser(StringRef text) : rest(text) {}

  std::optional<Policy> whole() {
    std::optional<Policy> result = policy();
    return rest.empty() ? result : std::nullopt;
  }

private:
  using Kind = Policy::Kind;

  std::optional<Policy> policy() {
    StringRef name = rest.take_while([](char c) { return llvm::isAlpha(c) || c == '_'; });
    rest = rest.drop_front(name.size());
    auto kind = llvm::StringSwitch<std::optional<Kind>>(name)
                    .Case("nothing_saveable", Kind::nothing)
                    .Case("everything_saveable", Kind::everything)
                    .Case("dots_saveable", Kind::dots)
                    .Case("dots_with_no_batch_dims_saveable", Kind::matrixProducts)
                    .Case("save_only_these_names", Kind::onlyNames)
                    .Case("save_any_names_but_these", Kind::namesBut)
                    .Case("save_anything_except_these_names", Kind::anythingBut)
                    .Case("save_from_both_policies", Kind::either)
                    .Default(std::nullopt);
    Policy result;
    if (!kind || !arguments(result))
      return std::nullopt;
    result.kind = *kind;
    bool takesNames = *kind == Kind::onlyNames || *kind == Kind::namesBut || *kind == Kind::anythingBut;
    bool fits = (takesNames || result.names.empty()) && result.parts.size() == (*kind == Kind::either ? 2 : 0);
    return fits ? std::optional(result) : std::nullopt;
  }

  bool arguments(Policy &of) {
    if (!rest.consume_front("(") || rest.consume_front(")"))
      return true;
    do
      if (!argument(of))
        return false;
    while (rest.consume_front(","));
    return rest.consume_front(")");
  }

  bool argument(Policy &of) {
    rest = rest.ltrim(' ');
    if (rest.consume_front("\"")) {
      of.names.push_back(quoted());
      return rest.consume_front("\"");
    }
    std::optional<Policy> part = policy();
    if (part)
      of.parts.push_back(std::move(*part));
    return part.has_value();
  }

  std::string quoted() {
    std::string text;
    for (; !rest.empty() && rest.front() != '"'; rest = rest.drop_front()) {
      if (rest.front() == '\\' && rest.size() > 1)
        rest = rest.drop_front();
      text += rest.front();
    }
    return text;
  }

  StringRef rest;
};

std::optional<Policy> Policy::read(StringRef text) { return PolicyParser(text).whole(); }

FailureOr<Policy> Policy::parse(Operation *op, StringRef text) {
  if (std::optional<Policy> policy = read(text))
    return *policy;
  return op->emitError() << "[checkpoint] there is no policy '" << text
                         << "'; expected nothing_saveable, everything_saveable, dots_saveable, "
                            "dots_with_no_batch_dims_saveable, save_only_these_names(...), "
                            "save_any_names_but_these(...), save_anything_except_these_names(...) or "
                            "save_from_both_policies(a, b)";
}

bool Policy::keeps(const Provenance &value) const {
  auto listed = [&](StringRef name) { return llvm::is_contained(names, name); };
  auto product = dyn_cast_if_present<ir::Contraction>(value.op);
  switch (kind) {
  case Kind::nothing: return false;
  case Kind::everything: return true;
  case Kind::dots: return bool(product);
  case Kind::matrixProducts: return product && product.isMatrixProduct();
  case Kind::onlyNames: return llvm::any_of(value.names, listed);
  case Kind::namesBut: return !llvm::all_of(value.names, listed);
  case Kind::anythingBut: return llvm::none_of(value.names, listed);
  case Kind::either: return llvm::any_of(parts, [&](const Policy &part) { return part.keeps(value); });
  }
  llvm_unreachable("policy");
}

bool Policy::keepsEverything() const {
  return kind == Kind::everything ||
         (kind == Kind::either && llvm::any_of(parts, std::mem_fn(&Policy::keepsEverything)));
}

bool Policy::keepsNothing() const {
  return kind == Kind::nothing || (kind == Kind::either && llvm::all_of(parts, std::mem_fn(&Policy::keepsNothing)));
}

std::string eitherPolicy(StringRef first, StringRef second) {
  return ("save_from_both_policies(" + first + ", " + second + ")").str();
}

LogicalResult applyPolicies(func::FuncOp function) {
  for (auto checkpoint : llvm::to_vector(function.getOps<ir::CheckpointOp>())) {
    FailureOr<Policy> policy = Policy::parse(checkpoint, checkpoint.getPolicy());
    if (failed(policy))
      return failure();
    if (policy->keepsEverything())
      callForValues(checkpoint);
  }
  return success();
}

} // namespace burin::passes
