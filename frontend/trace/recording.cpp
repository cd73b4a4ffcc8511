// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/trace/recording.h"

#include <algorithm>

namespace burin::detail {

using runtime::Attribute;
using runtime::CallKind;
using runtime::ValueId;

namespace {

using Values = std::span<const ValueId>;

std::span<const std::int64_t> operand_counts(std::span<const Attribute> attributes) {
  for (const Attribute &attribute : attributes)
    if (attribute.name == "operand_counts")
      return std::get<std::span<const std::int64_t>>(attribute.value);
  return {};
}

/// Operands that all functions of an operation get, then those of one of them.
RecordedCallee with_captures(const runtime::Function *function, Values operands, std::span<const std::int64_t> counts,
                             std::size_t group, std::size_t shared_begin) {
  std::size_t begin = shared_begin;
  for (std::size_t i = 0; i < group; ++i)
    begin += static_cast<std::size_t>(counts[i]);
  const Values shared = operands.subspan(shared_begin, static_cast<std::size_t>(counts[0]));
  const Values own = operands.subspan(begin, static_cast<std::size_t>(counts[group]));
  RecordedCallee callee{function, {shared.begin(), shared.end()}};
  callee.arguments.insert(callee.arguments.end(), own.begin(), own.end());
  return callee;
}

/// See runtime::CallKind for the order of operands.
std::vector<RecordedCallee> callees_of(CallKind kind, std::span<runtime::Function *const> functions, Values operands,
                                       std::span<const Attribute> attributes) {
  std::vector<RecordedCallee> callees;
  switch (kind) {
  case CallKind::apply: break;
  case CallKind::while_loop:
  case CallKind::conditional:
    for (std::size_t i = 0; i < functions.size(); ++i)
      callees.push_back(with_captures(functions[i], operands, operand_counts(attributes), i + 1,
                                      kind == CallKind::conditional ? 1 : 0));
    break;
  default:
    const Values arguments = operands.first(functions[0]->arguments().size());
    callees.push_back({functions[0], {arguments.begin(), arguments.end()}});
  }
  return callees;
}

} // namespace

class RecordingSession::Builder final : public runtime::FunctionBuilder {
public:
  Builder(RecordingSession &session, std::unique_ptr<runtime::FunctionBuilder> builder)
      : session_(session), builder_(std::move(builder)), record_(session.functions_.emplace_back()) {
    record_.number = session_.functions_.size() - 1;
    session_.open_.push_back(&record_);
  }
  ~Builder() override { leave(); }

  ValueId add_argument(const runtime::TensorType &type, std::string_view path, const SourceLine &line) override {
    record_.arguments.push_back(builder_->add_argument(type, path, line));
    return record_.arguments.back();
  }
  ValueId constant(const runtime::TensorType &type, const void *value, const SourceLine &line) override {
    return note(builder_->constant(type, value, line), line, {});
  }
  ValueId emit(std::string_view name, Values operands, std::span<const Attribute> attributes,
               const SourceLine &line) override {
    return note(builder_->emit(name, operands, attributes, line), line, operands);
  }
  ValueId emit_call(CallKind kind, std::span<runtime::Function *const> functions, Values operands,
                    std::span<const Attribute> attributes, const SourceLine &line) override {
    const ValueId first = note(builder_->emit_call(kind, functions, operands, attributes, line), line, operands);
    record_.ops.back().callees = callees_of(kind, functions, operands, attributes);
    return first;
  }
  ValueId num_values() const override { return builder_->num_values(); }
  const runtime::TensorType &type(ValueId value) const override { return builder_->type(value); }
  SourceLine line(ValueId value) const override { return builder_->line(value); }
  std::vector<std::string> origins(ValueId value, int limit) const override { return builder_->origins(value, limit); }
  std::vector<int> argument_dependence(ValueId value) const override { return builder_->argument_dependence(value); }
  void mark_escaped(ValueId value, std::string_view note) override { builder_->mark_escaped(value, note); }
  std::vector<std::string> check_leaks() override { return builder_->check_leaks(); }
  runtime::Function *close(Values results) override {
    for (ValueId value = 0; value < builder_->num_values(); ++value)
      record_.types.push_back(builder_->type(value));
    record_.results.assign(results.begin(), results.end());
    record_.function = builder_->close(results);
    leave();
    return record_.function;
  }

private:
  ValueId note(ValueId first, const SourceLine &line, Values operands) {
    record_.ops.push_back({first, line, {operands.begin(), operands.end()}, {}});
    return first;
  }
  void leave() { std::erase(session_.open_, &record_); }

  RecordingSession &session_;
  std::unique_ptr<runtime::FunctionBuilder> builder_;
  RecordedFunction &record_;
};

std::unique_ptr<runtime::FunctionBuilder> RecordingSession::begin_function(std::string_view name,
                                                                           const SourceLine &line) {
  return std::make_unique<Builder>(*this, session_->begin_function(name, line));
}

} // namespace burin::detail
