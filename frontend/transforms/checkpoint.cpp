// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/checkpoint.h"
#include "burin/errors.h"
#include "frontend/ops/record.h"
#include "frontend/trace/message.h"

namespace burin {

/// Texts in the form that passes/remat reads.
class PolicyMaker {
public:
  static CheckpointPolicy of_names(std::string_view policy, std::initializer_list<std::string_view> names) {
    std::string text(policy);
    text += '(';
    for (std::string_view name : names)
      text += (text.back() == '(' ? "" : ", ") + quoted(name);
    return CheckpointPolicy(text + ')');
  }
  static CheckpointPolicy of_either(const CheckpointPolicy &first, const CheckpointPolicy &second) {
    return CheckpointPolicy("save_from_both_policies(" + first.text() + ", " + second.text() + ")");
  }

private:
  static std::string quoted(std::string_view name) {
    std::string text = "\"";
    for (char c : name) {
      if (c == '"' || c == '\\')
        text += '\\';
      text += c;
    }
    return text + '"';
  }
};

namespace policies {
namespace {

[[noreturn]] void refuse_offloading(std::string_view policy, std::string_view instead, const SourceLine &line) {
  throw UnsupportedError(
      detail::Message("checkpoint", std::string(policy) + " moves values to another memory, and there is only one")
          .at(line)
          .cure("Use policies::" + std::string(instead) + ".")
          .text("unsupportederror"));
}

} // namespace

CheckpointPolicy save_only_these_names(std::initializer_list<std::string_view> names) {
  return PolicyMaker::of_names("save_only_these_names", names);
}

CheckpointPolicy save_any_names_but_these(std::initializer_list<std::string_view> names) {
  return PolicyMaker::of_names("save_any_names_but_these", names);
}

CheckpointPolicy save_anything_except_these_names(std::initializer_list<std::string_view> names) {
  return PolicyMaker::of_names("save_anything_except_these_names", names);
}

CheckpointPolicy save_from_both_policies(const CheckpointPolicy &first, const CheckpointPolicy &second) {
  return PolicyMaker::of_either(first, second);
}

CheckpointPolicy offload_dot_with_no_batch_dims(std::string_view, std::string_view, std::source_location where) {
  refuse_offloading("offload_dot_with_no_batch_dims", "dots_with_no_batch_dims_saveable", where);
}

CheckpointPolicy save_and_offload_only_these_names(std::initializer_list<std::string_view>,
                                                   std::initializer_list<std::string_view>, std::string_view,
                                                   std::string_view, std::source_location where) {
  refuse_offloading("save_and_offload_only_these_names", "save_only_these_names", where);
}

} // namespace policies

Array checkpoint_name(const In &x, std::string_view name) {
  if (!detail::tracing())
    return x.array();
  const detail::Operand operand(x);
  return detail::library("checkpoint_name", {operand.get()}, {}, x.where(), [=](std::span<const Array> in) {
    return detail::record("checkpoint_name", {&in[0]}, {{"name", name}}, detail::ArrayAccess::weak(in[0]));
  });
}

} // namespace burin
