// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/control_calls.h"
#include "burin/tree.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

/// What loops and branches refuse, in words.
namespace burin::detail {

/// Where a traced value was made.
SourceLine line_of_value(const Array &value);

/// What says how long a scan is: leading axes, and the option.
class LengthClaims {
public:
  explicit LengthClaims(const ControlSite &site) : site_(site) {}
  void option(std::int64_t length);
  void array(const std::string &path, const Array &array);
  /// ShapeError unless there is one length.
  std::int64_t agreed() const;

private:
  const ControlSite &site_;
  std::map<std::int64_t, std::vector<std::string>> by_length_;
};

/// Gives the number of steps to unroll, at most the length.
std::int64_t check_unroll(const ControlSite &site, std::int64_t unroll, std::int64_t length);
std::int64_t check_checkpoints(const ControlSite &site, std::int64_t checkpoints);
void check_carry_structure(const ControlSite &site, TreeRef initial, TreeRef returned, std::string_view hidden_prefix);
[[noreturn]] void refuse_carry_type(const ControlSite &site, const std::string &path, const Array &initial,
                                    const ShapeDtype &returned, const SourceLine &made);
[[noreturn]] void refuse_restructured(const ControlSite &site, const std::string &argument);
/// What a branch gives at one place.
struct GivenByBranch {
  std::string branch;
  ShapeDtype type;
  SourceLine made;
};
[[noreturn]] void refuse_branch_types(const ControlSite &site, const std::string &path, const GivenByBranch &first,
                                      const GivenByBranch &other);
[[noreturn]] void refuse_branch_structure(const ControlSite &site, const std::string &first, const std::string &other);
void require_condition(const ControlSite &site, const Array &condition);

} // namespace burin::detail
