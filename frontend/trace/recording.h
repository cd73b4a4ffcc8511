// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "runtime/compiler/compiler.h"

#include <deque>
#include <memory>
#include <span>
#include <vector>

namespace burin::detail {

/// A function that an operation runs, and the values that become its arguments.
struct RecordedCallee {
  const runtime::Function *function;
  std::vector<runtime::ValueId> arguments;
};

struct RecordedOp {
  runtime::ValueId first; ///< of its results
  SourceLine line;
  std::vector<runtime::ValueId> operands;
  std::vector<RecordedCallee> callees;
};

/// What was emitted into one function.
struct RecordedFunction {
  std::size_t number = 0;                ///< in the order in which functions were begun
  runtime::Function *function = nullptr; ///< null until it is closed
  std::vector<runtime::ValueId> arguments, results;
  std::vector<runtime::TensorType> types; ///< of all values, once it is closed
  std::vector<RecordedOp> ops;
};

/// A session that remembers what goes through it: which operation stands where, reads what, and runs which function.
/// Functions that only its rules of differentiation call, and computations on scalars, are not among the callees.
class RecordingSession final : public runtime::Session {
public:
  explicit RecordingSession(std::unique_ptr<runtime::Session> session) : session_(std::move(session)) {}

  /// In the order in which they were begun.
  const std::deque<RecordedFunction> &functions() const { return functions_; }
  /// The innermost one that is not closed; null when there is none.
  const RecordedFunction *open_function() const { return open_.empty() ? nullptr : open_.back(); }

  std::unique_ptr<runtime::FunctionBuilder> begin_function(std::string_view name, const SourceLine &line) override;
  runtime::Compilation compile(runtime::Function &entry, std::span<const runtime::Donation> donors) override {
    return session_->compile(entry, donors);
  }
  runtime::ProgramCost cost(runtime::Function &entry) override { return session_->cost(entry); }
  runtime::ProgramCost recorded_cost(runtime::Function &entry) override { return session_->recorded_cost(entry); }
  runtime::Outline outline(runtime::Function &function, runtime::ValueId first, runtime::ValueId last,
                           std::span<const runtime::ValueId> results) override {
    return session_->outline(function, first, last, results);
  }
  std::vector<runtime::SavedValue> saved_values(runtime::Function &entry, std::size_t first_cotangent,
                                                std::size_t cotangents) override {
    return session_->saved_values(entry, first_cotangent, cotangents);
  }
  std::vector<bool> dependent_results(runtime::Function &function, const std::vector<bool> &arguments) override {
    return session_->dependent_results(function, arguments);
  }
  std::string text(runtime::Function &entry, std::string_view stage) override { return session_->text(entry, stage); }
  std::string graph(runtime::Function &entry, std::string_view stage) override { return session_->graph(entry, stage); }
  std::string run_passes(runtime::Function &entry, std::string_view passes) override {
    return session_->run_passes(entry, passes);
  }
  runtime::Function *adopt(runtime::Session &other, runtime::Function &function) override {
    return session_->adopt(other, function);
  }
  runtime::Function *parse(std::string_view text, std::string_view file_name) override {
    return session_->parse(text, file_name);
  }

private:
  class Builder;

  std::unique_ptr<runtime::Session> session_;
  std::deque<RecordedFunction> functions_;
  std::vector<RecordedFunction *> open_;
};

} // namespace burin::detail
