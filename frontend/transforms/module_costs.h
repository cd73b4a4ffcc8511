// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "frontend/transforms/module_parts.h"

#include <optional>
#include <vector>

namespace burin::detail {

/// What a part of a trace reads besides the arrays of its module, and what it gives to the rest; and what it costs.
class PartReader {
public:
  PartReader(runtime::Session &session, const ModelTree &model, const RecordedOrigins &origins)
      : session_(session), model_(model), origins_(origins) {}

  std::vector<runtime::ValueId> inputs(const ModulePart &part) const;
  std::vector<runtime::ValueId> outputs(const ModulePart &part) const;

  ProgramCost cost(const ModulePart &part) const;
  std::optional<ProgramCost> vjp_cost(const ModulePart &part) const;

private:
  bool is_own_array(const ModulePart &part, runtime::ValueId value) const;
  std::vector<std::int64_t> differentiated(const ModulePart &part, const runtime::Outline &outline) const;
  runtime::Outline outline(const ModulePart &part) const;
  runtime::Function *derivative(const runtime::Outline &outline, std::span<const std::int64_t> wrt) const;

  runtime::Session &session_;
  const ModelTree &model_;
  const RecordedOrigins &origins_;
};

} // namespace burin::detail
