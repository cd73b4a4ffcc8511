// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/dtype.h"
#include "burin/shape.h"
#include "burin/source_line.h"

#include <concepts>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

namespace burin {

template <class T>
concept Arithmetic = std::is_arithmetic_v<T>;

namespace detail {

struct Node; ///< a concrete buffer or a tracer; frontend/trace/node.h
void retain(Node *node) noexcept;
void release(Node *node) noexcept;

/// Intrusive reference to a node; null is none.
class NodeRef {
public:
  NodeRef() noexcept = default;
  /// Takes over one reference.
  explicit NodeRef(Node *owned) noexcept : node_(owned) {}
  NodeRef(const NodeRef &other) noexcept : node_(other.node_) {
    if (node_)
      retain(node_);
  }
  NodeRef(NodeRef &&other) noexcept : node_(std::exchange(other.node_, nullptr)) {}
  NodeRef &operator=(NodeRef other) noexcept {
    std::swap(node_, other.node_);
    return *this;
  }
  ~NodeRef() {
    if (node_)
      release(node_);
  }
  Node *get() const noexcept { return node_; }
  Node *operator->() const noexcept { return node_; }
  explicit operator bool() const noexcept { return node_ != nullptr; }

private:
  Node *node_ = nullptr;
};

/// Id of the innermost trace of this thread; 0 outside of all traces. Ids of one thread grow, so that an array born in a
/// trace nested in T has an id >= T's (DESIGN: ancestry without a table).
std::uint64_t current_trace_id() noexcept;

struct ArrayAccess;

} // namespace detail
} // namespace burin
