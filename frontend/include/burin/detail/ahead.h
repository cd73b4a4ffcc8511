// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/abstract.h"
#include "burin/detail/static_arguments.h"
#include "burin/detail/trace_cache.h"
#include "burin/program_facts.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

/// Tracing and compiling a call before it is made.
namespace burin::detail {

/// One call that was traced and not compiled: all that its program needs. Any number of threads.
struct AheadTrace {
  TracedFunction function;
  StoredKey key;
  std::uint64_t hash = 0;
  const MetaOps *unkeyable = nullptr;
  std::shared_ptr<const void> plan;
  std::uint64_t changed = 0, writable = 0;
  std::size_t outputs = 0;
  std::vector<KeyLine> arguments;
};

/// StaticArgumentError when the arguments hold a value that a call's cannot be compared with.
EntryPtr compile_ahead(const CallOptions &options, const AheadTrace &trace);
ProgramCost cost_ahead(const AheadTrace &trace);

std::shared_ptr<AheadTrace> begin_ahead(const CallKey &key, std::vector<KeyLine> arguments);
void count_ahead(TraceLedger &ledger, const AheadTrace &trace, const CallKey &key);

/// An abstract array per result of the program.
std::vector<Array> abstract_results(const TracedFunction &function);

/// ShapeError, DTypeError, StaticArgumentError or TreeError: the arguments of a call are not those of the trace.
[[noreturn]] void refuse_other_arguments(const CallOptions &options, const std::vector<KeyLine> &compiled,
                                         const std::vector<KeyLine> &called);
/// UnsupportedError: a compiled program cannot be recorded.
void require_no_trace(const CallOptions &options);

MemoryPlan memory_of(const CompiledFunction &program);
ProgramCost cost_of(const CompiledFunction &program);

/// Types stand for arrays in arguments of trace.
template <class A> inline constexpr bool is_type_only = std::is_same_v<std::remove_cvref_t<A>, ShapeDtype>;
template <class A, class As> using AheadArgument = std::conditional_t<is_type_only<A>, As, A>;

/// An argument of trace as the function is offered it. A type becomes an abstract array, a variable where `As` is an
/// lvalue.
template <class A, class As> class Offer {
public:
  explicit Offer(std::remove_reference_t<A> &argument) : argument_(argument) {}
  A &&get() { return static_cast<A &&>(argument_); }

private:
  std::remove_reference_t<A> &argument_;
};
template <class A, class As>
  requires is_type_only<A>
class Offer<A, As> {
public:
  explicit Offer(const ShapeDtype &type) : array_(abstract(type)) {}
  As &&get() { return static_cast<As &&>(array_); }

private:
  Array array_;
};

} // namespace burin::detail
