// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/cached_call.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>

/// A jitted function ahead of time: jit(f).trace(args...).compile() is traced, compiled and ready, and nothing has run.
namespace burin {

namespace detail {

/// What the stages have in common; holds the recorded program.
class AheadText {
public:
  explicit AheadText(std::shared_ptr<const AheadTrace> trace) : trace_(std::move(trace)) {}

protected:
  std::string text(std::string_view stage) const;
  void save_to(const std::string &path) const;
  std::shared_ptr<const AheadTrace> trace_;
};

} // namespace detail

/// A compiled program, called like the function it was made of.
template <class F> class Compiled : detail::AheadText {
public:
  Compiled(detail::CachedCall<F> call, std::shared_ptr<const detail::AheadTrace> trace)
      : AheadText(std::move(trace)), call_(std::move(call)), entry_(call_.compile(*trace_)) {}

  /// The call's result; state arguments are written back. The arguments are those of the trace, static ones included:
  /// ShapeError, DTypeError, StaticArgumentError or TreeError names the path and both sides. A call never compiles.
  template <class... A> auto operator()(A &&...args) const {
    if constexpr (!detail::viable<F, detail::Offered<A>...>) {
      detail::explain_unviable_call<F, detail::Offered<A>...>();
    } else if constexpr (std::is_same_v<decltype(call_.call(*entry_, *trace_, std::forward<A>(args)...)),
                                        detail::NoResult>) {
      call_.call(*entry_, *trace_, std::forward<A>(args)...);
    } else {
      return call_.call(*entry_, *trace_, std::forward<A>(args)...);
    }
  }

  /// Arithmetic of one call.
  ProgramCost cost() const { return detail::cost_of(entry_->program); }
  /// Bytes of one call.
  MemoryPlan memory() const { return detail::memory_of(entry_->program); }
  /// The program after a stage: traced, vjp, remat, clean, fused, planned, llvm or asm.
  std::string as_text(std::string_view stage = "llvm") const { return text(stage); }

private:
  detail::CachedCall<F> call_;
  detail::EntryPtr entry_;
};

/// A program after differentiation and simplification, before it becomes machine code.
template <class F> class Lowered : detail::AheadText {
public:
  Lowered(detail::CachedCall<F> call, std::shared_ptr<const detail::AheadTrace> trace)
      : AheadText(std::move(trace)), call_(std::move(call)), cost_(detail::cost_ahead(*trace_)) {}

  std::string as_text(std::string_view stage = "clean") const { return text(stage); }
  ProgramCost cost() const { return cost_; }
  Compiled<F> compile() const { return Compiled<F>(call_, trace_); }

private:
  detail::CachedCall<F> call_;
  ProgramCost cost_;
};

/// A function as it was recorded, before any pass. R is its result.
template <class F, class R> class Traced : detail::AheadText {
public:
  Traced(detail::CachedCall<F> call, detail::AheadResult<R> traced)
      : AheadText(std::move(traced.trace)), call_(std::move(call)), result_(std::move(traced.result)) {}

  /// Its text after a stage: traced, vjp, remat, clean, fused, planned, llvm or asm; "saved" is what save() writes.
  /// UnsupportedError for another name.
  std::string ir(std::string_view stage = "traced") const { return text(stage); }
  /// Writes a file for ir-dump. IoError, with the path, when it cannot be written; then no file is left behind.
  void save(const std::string &path) const { save_to(path); }
  /// What a call would return, with abstract arrays.
  const R &out_info() const { return result_; }

  /// Runs the passes: what cannot be differentiated, for one, is an error here.
  Lowered<F> lower() const { return Lowered<F>(call_, trace_); }
  /// Later calls of the jitted function with such arguments run the same program.
  Compiled<F> compile() const { return Compiled<F>(call_, trace_); }

private:
  detail::CachedCall<F> call_;
  R result_;
};

} // namespace burin
