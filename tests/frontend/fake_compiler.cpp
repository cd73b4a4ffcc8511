// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/frontend/fake_compiler.h"
#include "burin/errors.h"
#include "frontend/trace/message.h"
#include "frontend/trace/program_cache.h"
#include "frontend/trace/scalar_element.h"
#include "runtime/compiler/testing.h"
#include "tests/frontend/fake_interpreter.h"

#include <algorithm>
#include <set>

namespace burin::testing {
namespace {

using runtime::TensorType;
using runtime::ValueId;

struct ToOwned {
  Owned operator()(std::string_view text) const { return std::string(text); }
  Owned operator()(std::span<const std::int64_t> list) const {
    return std::vector<std::int64_t>(list.begin(), list.end());
  }
  Owned operator()(std::span<const TensorType>) const { return std::string("types"); }
  template <class T> Owned operator()(T value) const { return value; }
};

class FakeExecutable : public runtime::Executable {
public:
  FakeExecutable(FakeFunction function, Counts &counts) : function_(std::move(function)), counts_(counts) {}

  void run(const void *const *inputs, void *const *outputs) const override {
    ++counts_.runs;
    std::vector<Elements> arguments;
    for (std::size_t k = 0; k < function_.argument_types.size(); ++k) {
      const TensorType &type = function_.argument_types[k];
      for (Elements &to = arguments.emplace_back(); static_cast<std::int64_t>(to.size()) < type.shape.num_elements();)
        to.push_back(detail::read_element(type.dtype, static_cast<const unsigned char *>(inputs[k]) +
                                                          to.size() * size_of(type.dtype))
                         .as<double>());
    }
    const std::vector<Elements> results = interpret(function_, arguments);
    for (std::size_t k = 0; k < results.size(); ++k) {
      const DType dtype = function_.result_types[k].dtype;
      for (std::size_t i = 0; i < results[k].size(); ++i)
        detail::write_element(dtype, static_cast<unsigned char *>(outputs[k]) + i * size_of(dtype),
                              detail::Scalar(results[k][i]));
    }
  }
  const std::vector<TensorType> &arguments() const override { return function_.argument_types; }
  const std::vector<TensorType> &results() const override { return function_.result_types; }
  runtime::MemoryPlan memory() const override { return {}; }
  runtime::ProgramCost cost() const override { return {}; }
  const runtime::CompileRecord &record() const override { return record_; }

private:
  FakeFunction function_;
  Counts &counts_;
  runtime::CompileRecord record_;
};

class FakeBuilder : public runtime::FunctionBuilder {
public:
  FakeBuilder(FakeFunction &function) : function_(function) {}

  ValueId add_argument(const TensorType &type, std::string_view, const SourceLine &line) override {
    FakeValue value;
    value.type = type;
    value.line = line;
    value.argument = static_cast<int>(function_.argument_types.size());
    function_.argument_types.push_back(type);
    return push(std::move(value));
  }

  ValueId constant(const TensorType &type, const void *element, const SourceLine &line) override {
    FakeValue value;
    value.op = "constant";
    value.type = type;
    value.line = line;
    value.splat = detail::read_element(type.dtype, element).as<double>();
    return push(std::move(value));
  }

  ValueId emit(std::string_view name, std::span<const ValueId> operands, std::span<const runtime::Attribute> attributes,
               const SourceLine &line) override {
    FakeValue value;
    value.op = name;
    value.operands.assign(operands.begin(), operands.end());
    value.line = line;
    take(attributes, value);
    return push_results(value, infer(function_, value));
  }

  ValueId emit_call(runtime::CallKind kind, std::span<runtime::Function *const> callees,
                    std::span<const ValueId> operands, std::span<const runtime::Attribute> attributes,
                    const SourceLine &line) override {
    FakeValue value;
    value.op = name_of_call(kind);
    value.operands.assign(operands.begin(), operands.end());
    value.line = line;
    take(attributes, value);
    for (runtime::Function *callee : callees)
      value.callees.push_back(static_cast<const FakeFunction *>(callee)->shared_from_this());
    if (kind == runtime::CallKind::vjp || kind == runtime::CallKind::jvp || kind == runtime::CallKind::vmap)
      throw UnsupportedError("fake: derivatives and batching");
    return push_results(value, call_results(value));
  }

  ValueId num_values() const override { return static_cast<ValueId>(function_.values.size()); }
  const TensorType &type(ValueId value) const override { return function_.values[value].type; }
  SourceLine line(ValueId value) const override { return function_.values[value].line; }

  std::vector<std::string> origins(ValueId value, int limit) const override {
    std::vector<std::string> texts;
    std::vector<ValueId> queue{value};
    for (std::size_t i = 0; i < queue.size() && static_cast<int>(texts.size()) < limit; ++i) {
      const FakeValue &v = function_.values[queue[i]];
      if (v.argument < 0)
        texts.push_back(v.op + " " + detail::type_text(v.type.dtype, v.type.shape) + " from " +
                        detail::text_of(v.line));
      queue.insert(queue.end(), v.operands.begin(), v.operands.end());
    }
    return texts;
  }

  std::vector<int> argument_dependence(ValueId value) const override {
    std::set<int> found;
    collect(value, found);
    return {found.begin(), found.end()};
  }

  void mark_escaped(ValueId value, std::string_view note) override { escaped_.emplace_back(value, note); }
  std::vector<std::string> check_leaks() override {
    std::vector<std::string> texts;
    for (const auto &[value, note] : escaped_) {
      texts.push_back(detail::type_text(type(value).dtype, type(value).shape) + ", made at " +
                      detail::text_of(line(value)) + ": " + note);
      for (const std::string &origin : origins(value, 5))
        texts.back() += "\n  " + origin;
    }
    return texts;
  }

  runtime::Function *close(std::span<const ValueId> results) override {
    for (ValueId result : results) {
      function_.returned.push_back(result);
      function_.result_types.push_back(type(result));
    }
    return &function_;
  }

private:
  static void take(std::span<const runtime::Attribute> attributes, FakeValue &value) {
    for (const runtime::Attribute &attribute : attributes)
      value.attributes.emplace(attribute.name, std::visit(ToOwned(), attribute.value));
  }
  static std::string name_of_call(runtime::CallKind kind) {
    switch (kind) {
    case runtime::CallKind::scan: return "scan";
    case runtime::CallKind::while_loop: return "while";
    case runtime::CallKind::conditional: return "case";
    default: return "call";
    }
  }
  ValueId push(FakeValue value) {
    function_.values.push_back(std::move(value));
    return static_cast<ValueId>(function_.values.size() - 1);
  }
  ValueId push_results(FakeValue value, const std::vector<TensorType> &types) {
    const auto first = static_cast<ValueId>(function_.values.size());
    for (std::size_t i = 0; i < types.size(); ++i) {
      value.type = types[i];
      value.result = static_cast<int>(i);
      push(value);
    }
    return first;
  }
  void collect(ValueId value, std::set<int> &found) const {
    const FakeValue &v = function_.values[value];
    if (v.argument >= 0)
      found.insert(v.argument);
    for (ValueId operand : v.operands)
      collect(operand, found);
  }

  FakeFunction &function_;
  std::vector<std::pair<ValueId, std::string>> escaped_;
};

class FakeSession : public runtime::Session {
public:
  explicit FakeSession(Counts &counts) : counts_(counts) {}

  std::unique_ptr<runtime::FunctionBuilder> begin_function(std::string_view name, const SourceLine &) override {
    ++counts_.functions;
    functions_.push_back(std::make_shared<FakeFunction>());
    functions_.back()->text_name = name;
    return std::make_unique<FakeBuilder>(*functions_.back());
  }
  runtime::Compilation compile(runtime::Function &entry, std::span<const runtime::Donation>) override {
    ++counts_.compiled;
    return {std::make_shared<FakeExecutable>(static_cast<FakeFunction &>(entry), counts_)};
  }
  runtime::ProgramCost cost(runtime::Function &) override { return {}; }
  runtime::ProgramCost recorded_cost(runtime::Function &) override { return {}; }
  runtime::Outline outline(runtime::Function &, ValueId, ValueId, std::span<const ValueId>) override {
    throw UnsupportedError("fake: parts of functions");
  }
  std::vector<runtime::SavedValue> saved_values(runtime::Function &, std::size_t, std::size_t) override {
    throw UnsupportedError("fake: derivatives");
  }
  std::vector<bool> dependent_results(runtime::Function &, const std::vector<bool> &) override {
    throw UnsupportedError("fake: batching");
  }
  std::string text(runtime::Function &entry, std::string_view) override { return std::string(entry.name()); }
  std::string graph(runtime::Function &, std::string_view) override { return {}; }
  std::string run_passes(runtime::Function &, std::string_view) override { return {}; }
  runtime::Function *adopt(runtime::Session &, runtime::Function &function) override { return &function; }
  runtime::Function *parse(std::string_view, std::string_view) override { throw IoError("fake"); }

private:
  Counts &counts_;
  std::vector<std::shared_ptr<FakeFunction>> functions_;
};

} // namespace

std::unique_ptr<runtime::Session> FakeCompiler::begin_session() {
  ++counts.sessions;
  return std::make_unique<FakeSession>(counts);
}

WithFakeCompiler::WithFakeCompiler() {
  detail::clear_programs();
  runtime::set_compiler_for_testing(&compiler);
}

WithFakeCompiler::~WithFakeCompiler() {
  detail::clear_programs();
  runtime::set_compiler_for_testing(nullptr);
}

} // namespace burin::testing
