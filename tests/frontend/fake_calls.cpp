// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/frontend/fake_interpreter.h"

#include <algorithm>
#include <span>

/// Calls, loops and branches of the fake compiler.
namespace burin::testing {
namespace {

using List = std::vector<Elements>;

/// Operands by the groups of operand_counts, which start behind the first `skipped`.
class Groups {
public:
  Groups(const FakeValue &call, const List &operands, std::size_t skipped = 0)
      : counts_(call.list("operand_counts")), operands_(operands), skipped_(skipped) {}

  List operator[](std::size_t group) const {
    std::size_t first = skipped_;
    for (std::size_t i = 0; i < group; ++i)
      first += static_cast<std::size_t>(counts_[i]);
    const auto begin = operands_.begin() + static_cast<std::ptrdiff_t>(first);
    return {begin, begin + counts_[group]};
  }

private:
  const std::vector<std::int64_t> &counts_;
  const List &operands_;
  std::size_t skipped_;
};

List joined(List a, const List &b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

List run_while(const FakeValue &call, const List &operands) {
  const Groups groups(call, operands);
  List carry = groups[0];
  while (interpret(*call.callees[0], joined(carry, groups[1]))[0][0] != 0)
    carry = interpret(*call.callees[1], joined(carry, groups[2]));
  return carry;
}

List run_scan(const FakeValue &call, const List &operands) {
  const Groups groups(call, operands);
  const auto length = static_cast<std::size_t>(call.number("length"));
  const bool reverse = std::get<bool>(call.attributes.find("reverse")->second);
  const List xs = groups[1];
  List carry = groups[0];
  const std::size_t num_carry = carry.size();
  std::vector<List> rows(length);
  for (std::size_t step = 0; step < length; ++step) {
    const std::size_t row = reverse ? length - 1 - step : step;
    List arguments = carry;
    for (const Elements &x : xs) {
      const auto size = static_cast<std::ptrdiff_t>(x.size() / length);
      const auto begin = x.begin() + static_cast<std::ptrdiff_t>(row) * size;
      arguments.emplace_back(begin, begin + size);
    }
    const List results = interpret(*call.callees[0], joined(arguments, groups[2]));
    const auto split = results.begin() + static_cast<std::ptrdiff_t>(num_carry);
    carry.assign(results.begin(), split);
    rows[row].assign(split, results.end());
  }
  for (std::size_t y = num_carry; y < call.callees[0]->result_types.size(); ++y) {
    Elements &all = carry.emplace_back();
    for (const List &row : rows)
      all.insert(all.end(), row[y - num_carry].begin(), row[y - num_carry].end());
  }
  return carry;
}

List run_case(const FakeValue &call, const List &operands) {
  const Groups groups(call, operands, 1);
  const auto last = static_cast<double>(call.callees.size() - 1);
  const auto branch = static_cast<std::size_t>(std::clamp(operands[0][0], 0., last));
  return interpret(*call.callees[branch], joined(groups[0], groups[branch + 1]));
}

} // namespace

std::vector<runtime::TensorType> call_results(const FakeValue &call) {
  std::vector<runtime::TensorType> types = call.callees[call.op == "while" ? 1 : 0]->result_types;
  if (call.op == "scan")
    for (std::size_t i = static_cast<std::size_t>(call.list("operand_counts")[0]); i < types.size(); ++i) {
      Shape shape{call.number("length")};
      for (const std::int64_t extent : types[i].shape)
        shape.push_back(extent);
      types[i].shape = shape;
    }
  return types;
}

std::vector<Elements> run_call(const FakeValue &call, const std::vector<Elements> &operands) {
  if (call.op == "while")
    return run_while(call, operands);
  if (call.op == "scan")
    return run_scan(call, operands);
  if (call.op == "case")
    return run_case(call, operands);
  List arguments = operands;
  arguments.resize(call.callees[0]->argument_types.size());
  return interpret(*call.callees[0], arguments);
}

} // namespace burin::testing
