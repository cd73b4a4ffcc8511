// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/trace/node.h"
#include "frontend/trace/message.h"
#include "frontend/trace/thread_state.h"

#include "burin/errors.h"

#include <new>

namespace burin::detail {

thread_local constinit ThreadState thread_state;

std::uint64_t current_trace_id() noexcept { return thread_state.trace_id; }

void retain(Node *node) noexcept { node->references.fetch_add(1, std::memory_order_relaxed); }

void release(Node *node) noexcept {
  if (node->references.fetch_sub(1, std::memory_order_acq_rel) != 1)
    return;
  if (node->is_tracer)
    delete static_cast<Tracer *>(node);
  else
    delete static_cast<Concrete *>(node);
}

Concrete::Concrete(DType dtype_, const Shape &shape_) : Node(false, dtype_, shape_), made_in(thread_state.trace_id) {
  buffer = runtime::Buffer::allocate(type().bytes());
}

Concrete::Concrete(DType dtype_, const Shape &shape_, runtime::Buffer memory)
    : Node(false, dtype_, shape_), buffer(std::move(memory)), made_in(thread_state.trace_id) {}

Tracer::Tracer(TraceControl &owner, std::uint32_t value_, const runtime::TensorType &type, const SourceLine &line_)
    : Node(true, type.dtype, type.shape), control(&owner), value(value_), line(line_) {
  owner.retain();
  owner.enlist(*this);
}

Tracer::~Tracer() {
  control->strike(*this);
  control->release();
}

std::string TraceControl::describe() const {
  const std::string place = line.known() ? " at " + text_of(line) : "";
  if (!part.empty())
    return part + place;
  std::string text = "`" + (function.empty() ? std::string("a function") : function) + "` (traced for ";
  text += name_of(transform);
  return text + place + ")";
}

Concrete *known_value(Node *node) noexcept {
  if (!node)
    return nullptr;
  if (!node->is_tracer)
    return as_concrete(*node).donated ? nullptr : &as_concrete(*node);
  return static_cast<Concrete *>(as_tracer(*node).known.get());
}

NodeRef new_concrete(DType dtype, const Shape &shape, bool weak) try {
  NodeRef node(new Concrete(dtype, shape));
  node->weak = weak;
  return node;
} catch (const std::bad_alloc &) {
  throw Error(Message("allocate", "there is no memory for an array of type " + type_text(dtype, shape))
                  .expected(std::to_string(runtime::TensorType{dtype, shape}.bytes()) + " free bytes", "fewer")
                  .at_user_line()
                  .cure("Compute in smaller pieces, or free arrays that are no longer needed.")
                  .text("error"));
}

} // namespace burin::detail
