// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/tree.h"
#include "frontend/trace/node.h"

#include <span>

namespace burin::detail {

/// Abstract arrays are tracers of no trace.
bool is_abstract(const Tracer &tracer);
/// An abstract array of another shape than `like`, but of its dtype and weakness.
Array abstract_like(const Array &like, const Shape &shape);

/// What leaf `number` of a tree, holes counted, is to become: an array of this dtype, weakness and shape.
struct AbstractLeaf {
  int number;
  Array like;
  Shape shape;
};
void place_abstract(TreeRef tree, std::span<const AbstractLeaf> leaves);

/// `shape` without one axis; -1: the shape itself.
Shape without_axis(const Shape &shape, std::int64_t axis);

[[noreturn]] void throw_abstract(const Tracer &tracer, std::string_view op, const SourceLine &use);

} // namespace burin::detail
