// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/transforms/axis_assigner.h"
#include "burin/errors.h"
#include "frontend/trace/message.h"

namespace burin {

std::string text_of(const VmapAxes &axes) {
  if (axes.kind() == VmapAxes::Kind::axis)
    return std::to_string(axes.axis());
  if (axes.kind() == VmapAxes::Kind::shared)
    return "none";
  std::string text;
  for (const VmapAxes &entry : axes.entries())
    text += (text.empty() ? "" : ", ") + text_of(entry);
  return "{" + text + "}";
}

namespace detail {

std::string AxisAssigner::where() const { return join_path(root_, path()); }

void AxisAssigner::refuse(const std::string &where, std::size_t entries, const std::string &children) const {
  throw TreeError(Message("vmap", option_ + " does not fit " + where)
                      .expected("one entry per child, of which there are " + children, std::to_string(entries))
                      .at(line_)
                      .cure("Give one axis for the whole of it, or a list with an axis, none or a list for each child.")
                      .text("treeerror"));
}

const VmapAxes &AxisAssigner::take() {
  if (frames_.empty())
    return axes_;
  Frame &frame = frames_.back();
  if (frame.through || frame.axes->kind() != VmapAxes::Kind::list)
    return *frame.axes;
  if (frame.next == frame.axes->entries().size())
    refuse(frame.where, frame.next, "more");
  return frame.axes->entries()[frame.next++];
}

void AxisAssigner::enter(const NodeInfo &info) {
  const bool through =
      info.kind == NodeKind::optional || info.kind == NodeKind::variant || info.kind == NodeKind::layer;
  const VmapAxes &own = take();
  frames_.push_back({&own, through, 0, where()});
}

void AxisAssigner::leave() {
  const Frame frame = std::move(frames_.back());
  frames_.pop_back();
  if (!frame.through && frame.axes->kind() == VmapAxes::Kind::list && frame.next < frame.axes->entries().size())
    refuse(frame.where, frame.axes->entries().size(), std::to_string(frame.next));
}

void AxisAssigner::leaf(Array &array, LeafKind) {
  const VmapAxes *own = &take();
  if (own->kind() == VmapAxes::Kind::list) {
    if (own->entries().size() != 1)
      refuse(where(), own->entries().size(), "none");
    own = &own->entries()[0];
  }
  assign(array, own->kind() == VmapAxes::Kind::axis ? std::optional(own->axis()) : std::nullopt);
}

} // namespace detail
} // namespace burin
