// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/array.h"
#include "burin/detail/trace_scope.h"
#include "runtime/buffer.h"
#include "runtime/executable.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace burin::detail {

class Trace;
struct Tracer;
struct DonationRecord; // frontend/trace/donation.h

/// What an Array refers to.
struct Node {
  std::atomic<std::uint32_t> references{1};
  const bool is_tracer;
  bool weak = false;
  DType dtype;
  Shape shape;

  Node(bool tracer, DType dtype_, const Shape &shape_) : is_tracer(tracer), dtype(dtype_), shape(shape_) {}
  runtime::TensorType type() const { return {dtype, shape}; }
};

/// Dense row-major elements in memory.
struct Concrete : Node {
  runtime::Buffer buffer;
  std::uint64_t made_in; ///< trace in which it was computed; 0: outside of all
  int claimed_by = -1;   ///< while a call decides about donations: the argument array that offers this one
  std::shared_ptr<const DonationRecord> donated; ///< the array is dead: its memory was given to a result

  Concrete(DType dtype_, const Shape &shape_);
  Concrete(DType dtype_, const Shape &shape_, runtime::Buffer memory);
  void *data() const { return buffer.data(); }
};

/// For a few instructions of every tracer's life: half the price of a mutex.
class SpinLock {
public:
  void lock() noexcept {
    while (taken_.test_and_set(std::memory_order_acquire))
      std::this_thread::yield();
  }
  void unlock() noexcept { taken_.clear(std::memory_order_release); }

private:
  std::atomic_flag taken_;
};

/// What is known of a trace; outlives it as long as its tracers do.
struct TraceControl {
  std::atomic<std::uint32_t> references{1};
  std::atomic<Trace *> trace; ///< null once it has ended
  const std::uint64_t id;
  const Transform transform;
  const std::string function, part;
  const SourceLine line;

  SpinLock in_use; ///< the list: tracers may be released by any thread
  Tracer *live = nullptr;
  void enlist(Tracer &born);
  void strike(const Tracer &dying);

  TraceControl(Trace *owner, std::uint64_t id_, const TraceScope::Options &options)
      : trace(owner), id(id_), transform(options.transform), function(options.function), part(options.part),
        line(options.line) {}
  void retain() noexcept { references.fetch_add(1, std::memory_order_relaxed); }
  void release() noexcept {
    if (references.fetch_sub(1, std::memory_order_acq_rel) == 1)
      delete this;
  }
  /// "`train_step` (traced for jit at model.cpp:12)", "the body of lax::scan at model.cpp:12".
  std::string describe() const;
};

/// A value of a program under construction.
struct Tracer : Node {
  TraceControl *const control;
  const std::uint32_t value;
  const SourceLine line;
  int argument = -1; ///< number of the argument that it is
  NodeRef known;     ///< its value, where the trace keeps values
  Tracer *previous = nullptr, *next = nullptr;

  Tracer(TraceControl &owner, std::uint32_t value_, const runtime::TensorType &type, const SourceLine &line_);
  ~Tracer();
};

inline Tracer &as_tracer(Node &node) { return static_cast<Tracer &>(node); }
inline Concrete &as_concrete(Node &node) { return static_cast<Concrete &>(node); }

/// The concrete value of a node: itself, or what a trace that keeps values has computed; null when unknown, or dead.
Concrete *known_value(Node *node) noexcept;

/// New memory; its elements are not initialized. Throws Error when there is none.
NodeRef new_concrete(DType dtype, const Shape &shape, bool weak = false);

/// True when a variable born in `born` belongs to the live trace `trace_id` or to one nested in it. Ids carry the
/// thread in their upper bits and grow per thread.
constexpr bool born_within(std::uint64_t born, std::uint64_t trace_id) {
  return (born >> 40) == (trace_id >> 40) && born >= trace_id;
}

} // namespace burin::detail
