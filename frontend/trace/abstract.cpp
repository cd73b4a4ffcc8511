// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/trace/abstract.h"

#include "burin/abstract.h"
#include "burin/errors.h"
#include "frontend/trace/message.h"

namespace burin {
namespace detail {
namespace {

TraceControl &no_trace() {
  static auto *control =
      new TraceControl(nullptr, 0, {}); // abstract arrays may be released while statics are destroyed
  return *control;
}

Array new_abstract(const runtime::TensorType &type, bool weak, const SourceLine &line) {
  NodeRef node(new Tracer(no_trace(), 0, type, line));
  node->weak = weak;
  return ArrayAccess::wrap(std::move(node));
}

class MakeAbstract final : public TreeVisitor {
public:
  explicit MakeAbstract(const SourceLine &line) : line_(line) {}
  void leaf(Array &array, LeafKind) override {
    if (const Node *node = ArrayAccess::node(array))
      ArrayAccess::set(array, new_abstract(node->type(), node->weak, line_));
  }

private:
  SourceLine line_;
};

} // namespace

bool is_abstract(const Tracer &tracer) { return tracer.control == &no_trace(); }

Array abstract_like(const Array &like, const Shape &shape) {
  return new_abstract({like.dtype(), shape}, ArrayAccess::weak(like), user_line());
}

void place_abstract(TreeRef tree, std::span<const AbstractLeaf> leaves) {
  const std::vector<TreeLeaf> all = tree_leaves(tree);
  for (const AbstractLeaf &leaf : leaves)
    ArrayAccess::set(*all[static_cast<std::size_t>(leaf.number)].array, abstract_like(leaf.like, leaf.shape));
}

Shape without_axis(const Shape &shape, std::int64_t axis) {
  Shape rest;
  for (std::size_t i = 0; i < shape.ndim(); ++i)
    if (static_cast<std::int64_t>(i) != axis)
      rest.push_back(shape[i]);
  return rest;
}

void throw_abstract(const Tracer &tracer, std::string_view op, const SourceLine &use) {
  throw ConcretizationError(
      Message(op, "the array is abstract: it has a type and no elements")
          .expected("an array with elements", "an abstract " + type_text(tracer.dtype, tracer.shape))
          .note("it was made at " + text_of(tracer.line))
          .at(use)
          .cure("Abstract arrays are arguments of jit(f).trace(...) and eval_shape(f, ...); call with arrays.")
          .text("concretizationerror"));
}

void make_abstract(TreeRef tree, const SourceLine &line) {
  MakeAbstract visitor(line);
  tree.visit(visitor);
}

} // namespace detail

Array abstract(const ShapeDtype &type, std::source_location where) {
  return detail::new_abstract({type.dtype, type.shape}, false, where);
}

} // namespace burin
