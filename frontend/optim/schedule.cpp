// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/optim/schedule.h"
#include "burin/detail/library.h"
#include "burin/detail/trace_scope.h"
#include "burin/ops.h"
#include "frontend/optim/plan.h"
#include "frontend/optim/rule.h"

namespace burin::optim {

namespace detail {

ScheduleFunction::~ScheduleFunction() = default;

namespace {

class FunctionSchedule final : public ScheduleFunction {
public:
  FunctionSchedule(std::string text, std::function<Array(const Array &)> f)
      : text_(std::move(text)), f_(std::move(f)) {}
  std::string text() const override { return text_; }
  Array value(const Array &count) const override { return f_(count); }

private:
  std::string text_;
  std::function<Array(const Array &)> f_;
};

} // namespace

Schedule schedule_of(std::string text, std::function<Array(const Array &)> f) {
  return Schedule(std::make_shared<const FunctionSchedule>(std::move(text), std::move(f)));
}

} // namespace detail

std::string Schedule::text() const { return function_ ? function_->text() : detail::described("", {constant_}); }

Array Schedule::value(const Array &count) const {
  if (!function_)
    return Array(constant_);
  if (!user_)
    return function_->value(count);
  const burin::detail::UserCode code;
  return function_->value(count);
}

Array Schedule::operator()(const In &count) const {
  const Array operand = count.array();
  if (function_ && !function_->of_count_alone())
    return value(operand);
  return burin::detail::library("optim.schedule", {&operand}, {detail::text_id(text())}, count.where(),
                                [&](std::span<const Array> in) { return value(in[0]); });
}

} // namespace burin::optim
