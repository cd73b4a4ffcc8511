// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/rows.h"

#include <optional>
#include <string>
#include <vector>

namespace burin::detail {

/// Walks a tree beside a list of axes: an entry for each child that is not plain metadata, or one for a whole subtree.
class AxisAssigner : public TreeVisitor {
public:
  /// `option` and `root` are named in errors: "in_axes", "argument 0".
  AxisAssigner(const VmapAxes &axes, std::string option, std::string root, const SourceLine &line)
      : TreeVisitor(true), axes_(axes), option_(std::move(option)), root_(std::move(root)), line_(line) {}

  void enter(const NodeInfo &info) override;
  void leave() override;
  void leaf(Array &array, LeafKind kind) final;

protected:
  /// Every leaf in order; no axis: shared. Holes come, too.
  virtual void assign(Array &array, std::optional<int> axis) = 0;
  std::string where() const;
  const SourceLine &line() const { return line_; }

private:
  struct Frame {
    const VmapAxes *axes;
    bool through; ///< optional, variant, layer: the only child has the node's own entry
    std::size_t next = 0;
    std::string where{};
  };
  const VmapAxes &take();
  [[noreturn]] void refuse(const std::string &where, std::size_t entries, const std::string &children) const;

  const VmapAxes &axes_;
  std::string option_, root_;
  SourceLine line_;
  std::vector<Frame> frames_;
};

} // namespace burin::detail
