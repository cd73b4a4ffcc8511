// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "runtime/compiler/compiler.h"

#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace burin::testing {

using Owned = std::variant<bool, std::int64_t, double, DType, std::string, std::vector<std::int64_t>>;

struct FakeFunction;

/// One value of a function: an argument, a constant or (one result of) an operation.
struct FakeValue {
  std::string op;
  std::vector<runtime::ValueId> operands;
  std::map<std::string, Owned, std::less<>> attributes;
  runtime::TensorType type;
  SourceLine line;
  int argument = -1, result = 0;
  double splat = 0;
  std::vector<std::shared_ptr<const FakeFunction>> callees;

  const std::vector<std::int64_t> &list(std::string_view name) const {
    return std::get<std::vector<std::int64_t>>(attributes.find(name)->second);
  }
  std::int64_t number(std::string_view name) const { return std::get<std::int64_t>(attributes.find(name)->second); }
};

struct FakeFunction : runtime::Function, std::enable_shared_from_this<FakeFunction> {
  std::string text_name;
  std::vector<FakeValue> values;
  std::vector<runtime::TensorType> argument_types, result_types;
  std::vector<runtime::ValueId> returned;

  std::string_view name() const override { return text_name; }
  const std::vector<runtime::TensorType> &arguments() const override { return argument_types; }
  const std::vector<runtime::TensorType> &results() const override { return result_types; }
};

using Elements = std::vector<double>;

/// Types of a call's results.
std::vector<runtime::TensorType> call_results(const FakeValue &call);

/// Types of an operation's results.
std::vector<runtime::TensorType> infer(const FakeFunction &function, const FakeValue &operation);

/// What a call gives for these operands.
std::vector<Elements> run_call(const FakeValue &call, const std::vector<Elements> &operands);

/// Runs the function on elements as doubles.
std::vector<Elements> interpret(const FakeFunction &function, const std::vector<Elements> &arguments);

} // namespace burin::testing
