// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/detail/control_calls.h"
#include "frontend/trace/call_site.h"
#include "frontend/trace/message.h"

#include <algorithm>

namespace burin::detail {
namespace {

std::int64_t count(std::size_t n) { return static_cast<std::int64_t>(n); }

/// A call whose operands come in groups: those of all callees, then the captures of each.
class ControlCall {
public:
  ControlCall(runtime::CallKind kind, const SourceLine &line) : site_{kind, {}, {}, {}, {}, line} {}

  void operands(std::span<const Array> arrays) {
    site_.operands.insert(site_.operands.end(), arrays.begin(), arrays.end());
    counts_.push_back(count(arrays.size()));
  }
  void callee(const Callee &callee) {
    const ClosedTrace &closed = callee.function.closed();
    const std::size_t before = site_.operands.size();
    site_.callees.push_back(&closed);
    site_.operands.insert(site_.operands.end(), callee.fixed.begin(), callee.fixed.end());
    append_captures(site_.operands, closed);
    counts_.push_back(count(site_.operands.size() - before));
  }
  /// An operand of no group.
  void operand(const Array &array) { site_.operands.push_back(array); }
  void attribute(runtime::Attribute attribute) { site_.attributes.push_back(attribute); }
  void weak(std::vector<bool> results) { site_.result_weak = std::move(results); }

  std::vector<Array> perform() {
    attribute({"operand_counts", std::span<const std::int64_t>(counts_)});
    return detail::perform(site_);
  }

private:
  CallSite site_;
  std::vector<std::int64_t> counts_;
};

/// A carry is weak if it comes in weak and stays so.
std::vector<bool> weak_results(const TracedFunction &body, std::span<const Array> carry) {
  std::vector<bool> weak = body.closed().result_weak;
  for (std::size_t i = 0; i < carry.size(); ++i)
    weak[i] = weak[i] && ArrayAccess::weak(carry[i]);
  return weak;
}

} // namespace

std::string_view ControlSite::op() const { return name_of(transform); }

TraceScope::Options control_options(const ControlSite &site, std::string_view part,
                                    std::vector<std::string> argument_names) {
  TraceScope::Options options;
  options.transform = site.transform;
  options.function = std::string(site.op()) + " " + std::string(part);
  std::replace(options.function.begin(), options.function.end(), ' ', '_');
  options.line = site.line;
  options.argument_names = std::move(argument_names);
  options.part = "the " + std::string(part) + " of lax::" + std::string(site.op());
  return options;
}

std::vector<Array> call_scan(const Callee &body, const ScanSteps &steps, std::span<const Array> carry,
                             std::span<const Array> rows, const SourceLine &line) {
  ControlCall call(runtime::CallKind::scan, line);
  call.operands(carry);
  call.operands(rows);
  call.callee(body);
  call.attribute({"length", steps.length});
  call.attribute({"reverse", steps.reverse});
  call.attribute({"unroll", steps.unroll});
  call.weak(weak_results(body.function, carry));
  return call.perform();
}

std::vector<Array> call_while(const Callee &condition, const Callee &body, std::int64_t checkpoints,
                              std::span<const Array> carry, const SourceLine &line) {
  ControlCall call(runtime::CallKind::while_loop, line);
  call.operands(carry);
  call.callee(condition);
  call.callee(body);
  call.attribute({"checkpoints", checkpoints});
  call.weak(weak_results(body.function, carry));
  return call.perform();
}

std::vector<Array> call_case(const Array &index, std::span<const Callee> branches, std::span<const Array> operands,
                             const SourceLine &line) {
  ControlCall call(runtime::CallKind::conditional, line);
  call.operand(index);
  call.operands(operands);
  std::vector<bool> weak(branches[0].function.num_results(), true);
  for (const Callee &branch : branches) {
    call.callee(branch);
    for (std::size_t i = 0; i < weak.size(); ++i)
      weak[i] = weak[i] && branch.function.result_weak(i);
  }
  call.weak(std::move(weak));
  return call.perform();
}

} // namespace burin::detail
