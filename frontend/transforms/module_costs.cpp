// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/transforms/module_costs.h"

#include "burin/errors.h"

#include <algorithm>
#include <set>

namespace burin::detail {

using runtime::ValueId;

namespace {

bool is_argument(const RecordedFunction &function, ValueId value) {
  return std::binary_search(function.arguments.begin(), function.arguments.end(), value);
}

/// Was given by an operation of the part.
bool is_inside(const ModulePart &part, ValueId value) {
  return value >= part.first && value < part.last && !is_argument(*part.function, value);
}

/// Values in the order of their first mention.
class Ordered {
public:
  void add(ValueId value) {
    if (seen_.insert(value).second)
      list_.push_back(value);
  }
  std::vector<ValueId> list() && { return std::move(list_); }

private:
  std::set<ValueId> seen_;
  std::vector<ValueId> list_;
};

/// Of the module and of the inputs of an announced call.
std::set<ValueId> differentiated_values(const AnnouncedCall &call) {
  std::set<ValueId> values;
  for (const auto *held : {&call.arrays, &call.inputs})
    for (const AnnouncedCall::Held &array : *held)
      if (array.differentiable && array.value)
        values.insert(*array.value);
  return values;
}

} // namespace

bool PartReader::is_own_array(const ModulePart &part, ValueId value) const {
  const int array = origins_.argument_of(*part.function, value);
  if (array < 0 || static_cast<std::size_t>(array) >= model_.arrays().size())
    return false;
  const int node = model_.array(array).node;
  return node == part.node || model_.is_below(node, part.node);
}

std::vector<ValueId> PartReader::inputs(const ModulePart &part) const {
  Ordered inputs;
  for (const RecordedOp &op : part.function->ops)
    if (op.first >= part.first && op.first < part.last)
      for (ValueId operand : op.operands)
        if (!is_inside(part, operand) && !is_own_array(part, operand))
          inputs.add(operand);
  return std::move(inputs).list();
}

std::vector<ValueId> PartReader::outputs(const ModulePart &part) const {
  Ordered outputs;
  for (const RecordedOp &op : part.function->ops)
    if (op.first >= part.last)
      for (ValueId operand : op.operands)
        if (is_inside(part, operand))
          outputs.add(operand);
  for (ValueId result : part.function->results)
    if (is_inside(part, result))
      outputs.add(result);
  return std::move(outputs).list();
}

runtime::Outline PartReader::outline(const ModulePart &part) const {
  return session_.outline(*part.function->function, part.first, part.last,
                          part.call ? part.call->results : outputs(part));
}

ProgramCost PartReader::cost(const ModulePart &part) const { return session_.recorded_cost(*outline(part).function); }

/// Numbers of the outline's arguments.
std::vector<std::int64_t> PartReader::differentiated(const ModulePart &part, const runtime::Outline &outline) const {
  const std::set<ValueId> announced = part.call ? differentiated_values(*part.call) : std::set<ValueId>();
  const auto is_differentiated = [&](ValueId value) {
    if (part.call)
      return announced.contains(value);
    const int array = is_own_array(part, value) ? origins_.argument_of(*part.function, value) : -1;
    return array < 0 || model_.array(array).kind == LeafKind::array;
  };
  std::vector<std::int64_t> wrt;
  for (std::size_t i = 0; i < outline.arguments.size(); ++i)
    if (is_floating(outline.function->arguments()[i].dtype) && is_differentiated(outline.arguments[i]))
      wrt.push_back(static_cast<std::int64_t>(i));
  return wrt;
}

/// (arguments, cotangents of the floating results) -> (results, cotangents of arguments). What the part gives besides
/// its results has no cotangent.
runtime::Function *PartReader::derivative(const runtime::Outline &outline, std::span<const std::int64_t> wrt) const {
  const SourceLine line;
  const std::unique_ptr<runtime::FunctionBuilder> builder = session_.begin_function("vjp", line);
  const runtime::Function &function = *outline.function;
  std::vector<ValueId> operands;
  for (const runtime::TensorType &type : function.arguments())
    operands.push_back(builder->add_argument(type, "argument", line));
  const std::uint64_t zero = 0;
  for (std::size_t i = 0; i < function.results().size(); ++i)
    if (const runtime::TensorType &type = function.results()[i]; is_floating(type.dtype))
      operands.push_back(i < outline.num_results ? builder->add_argument(type, "cotangent", line)
                                                 : builder->constant(type, &zero, line));
  const runtime::Attribute attributes[] = {{"wrt", wrt}};
  runtime::Function *const callee = outline.function;
  const ValueId first = builder->emit_call(runtime::CallKind::vjp, {&callee, 1}, operands, attributes, line);
  std::vector<ValueId> results;
  for (ValueId value = first; value < builder->num_values(); ++value)
    results.push_back(value);
  return builder->close(results);
}

std::optional<ProgramCost> PartReader::vjp_cost(const ModulePart &part) const {
  const runtime::Outline outline = this->outline(part);
  const std::vector<std::int64_t> wrt = differentiated(part, outline);
  const auto &results = outline.function->results();
  const bool has_cotangent =
      std::any_of(results.begin(), results.begin() + static_cast<std::ptrdiff_t>(outline.num_results),
                  [](const runtime::TensorType &type) { return is_floating(type.dtype); });
  if (wrt.empty() || !has_cotangent)
    return std::nullopt;
  try {
    return session_.recorded_cost(*derivative(outline, wrt));
  } catch (const NotDifferentiableError &) {
    return std::nullopt;
  } catch (const UnsupportedError &) {
    return std::nullopt;
  }
}

} // namespace burin::detail
