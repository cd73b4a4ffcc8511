// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/ahead.h"
#include "burin/detail/nested_traces.h"
#include "burin/detail/static_arguments.h"
#include "burin/detail/trace_cache.h"
#include "burin/detail/traced_call.h"

#include <array>
#include <memory>
#include <tuple>
#include <utility>
#include <vector>

namespace burin::detail {

/// Room for the outputs of a call; small ones need no allocation.
class OutputBuffer {
public:
  explicit OutputBuffer(std::size_t count) : count_(count) {
    if (count > few_.size())
      many_.resize(count);
  }
  std::span<Array> span() { return {count_ > few_.size() ? many_.data() : few_.data(), count_}; }

private:
  std::size_t count_;
  std::array<Array, 4> few_;
  std::vector<Array> many_;
};

/// Records the call of a trace in the trace around it: call or checkpoint.
std::vector<Array> record_call(const CallOptions &options, const TracedFunction &function,
                               std::span<const Array *const> leaves);
TraceRequest trace_request(const CallOptions &options, const GivenArguments &given = {});
EntryPtr new_entry(const TracedFunction &function, std::size_t outputs);
EntryPtr new_nested_entry(const TracedFunction &function);

/// A trace that was made ahead of time, and what the call would return.
template <class R> struct AheadResult {
  std::shared_ptr<const AheadTrace> trace;
  R result; ///< its arrays are abstract
};

/// What jit and checkpoint have in common: arguments are traced or static, and a program is kept per key.
template <class F> class CachedCall {
public:
  CachedCall(F f, CallOptions options)
      : f_(std::move(f)), options_(std::make_shared<const CallOptions>(std::move(options))),
        own_(std::make_shared<TraceCache>()) {
    static SharedCaches caches;
    if constexpr (has_identity<F>())
      shared_ = caches.get(identity());
  }

  template <class... A> auto operator()(A &&...args) const {
    static_assert(sizeof...(A) <= 64, "burin: a transformed function takes at most 64 arguments");
    const std::uint64_t marks =
        options_->static_argnums.empty() && options_->static_argnames.empty() ? 0 : options_->static_mask(sizeof...(A));
    return dispatch<0, A...>(Run{*this}, marks, std::tuple<A &&...>(std::forward<A>(args)...));
  }

  /// The trace of a call, without compiling or running it.
  template <class... A> auto trace(A &&...args) const {
    static_assert(sizeof...(A) <= 64, "burin: a transformed function takes at most 64 arguments");
    return dispatch<0, A...>(TraceOnly{*this}, options_->static_mask(sizeof...(A)),
                             std::tuple<A &&...>(std::forward<A>(args)...));
  }

  /// The program of a trace; calls with its key find it from now on.
  EntryPtr compile(const AheadTrace &trace) const {
    const EntryPtr entry = compile_ahead(*options_, trace);
    if (entry->keep) {
      own_->adopt(entry);
      if (shared_ && entry->shareable)
        shared_->adopt(entry);
    }
    return entry;
  }

  /// Runs a program that was compiled ahead of time.
  template <class... A> auto call(const CacheEntry &entry, const AheadTrace &trace, A &&...args) const {
    return dispatch<0, A...>(RunCompiled{*this, entry, trace}, options_->static_mask(sizeof...(A)),
                             std::tuple<A &&...>(std::forward<A>(args)...));
  }

  TraceLedger &ledger() const { return (shared_ ? *shared_ : *own_).ledger; }
  const CallOptions &options() const { return *options_; }
  const F &function() const { return f_; }
  std::string identity() const
    requires(has_identity<F>())
  {
    return options_->digest() + "(" + identity_of(f_) + ")";
  }

private:
  /// What is done with the arguments once it is known how each is passed.
  struct Run {
    const CachedCall &call;
    template <class... G> auto operator()(const G &...g) const { return call.run(g...); }
  };
  struct TraceOnly {
    const CachedCall &call;
    template <class... G> auto operator()(const G &...g) const { return call.trace_only(g...); }
  };
  struct RunCompiled {
    const CachedCall &call;
    const CacheEntry &entry;
    const AheadTrace &trace;
    template <class... G> auto operator()(const G &...g) const { return call.run_compiled(entry, trace, g...); }
  };

  template <std::size_t I, class As, class... A>
  static constexpr bool needs_lvalue = []<std::size_t... K>(std::index_sequence<K...>) {
    return !viable<F, std::conditional_t<K == I, As, Offered<A>>...>;
  }(std::index_sequence_for<A...>());

  /// Chooses for argument I, and those behind it, how they are passed; `done` are the ones before.
  template <std::size_t I, class... A, class Finish, class... Done>
  auto dispatch(const Finish &finish, std::uint64_t marks, const std::tuple<A &&...> &args, const Done &...done) const {
    if constexpr (I == sizeof...(A)) {
      return finish(done...);
    } else {
      using Arg = std::tuple_element_t<I, std::tuple<A...>>;
      auto &arg = std::get<I>(args);
      const bool marked = marks >> I & 1;
      const auto next = [&](const auto &argument) {
        return dispatch<I + 1, A...>(finish, marks, args, done..., argument);
      };
      if constexpr (TextArray<Arg>)
        return next(TextArgument<Arg>(arg));
      else if constexpr (Arithmetic<Value<Arg>>)
        return dispatch_number<I, A...>(marked, arg, next);
      else {
        if (marked)
          require_marked<Value<Arg>>(static_cast<int>(I), arg);
        return next(TreeArgument<Arg>(arg));
      }
    }
  }

  template <std::size_t I, class... A, class Number, class Next>
  auto dispatch_number(bool marked, const Number &number, const Next &next) const {
    using Arg = std::tuple_element_t<I, std::tuple<A...>>;
    constexpr Parameter parameter = parameter_kind<F, I, Offered<A>...>();
    using Traced = NumberArgument<Arg, needs_lvalue<I, Array, A...>>;
    using Plain = KnownArgument<Arg, Number, needs_lvalue<I, Number, A...>>;
    if constexpr (parameter == Parameter::generic) {
      const auto traced = [&] { return next(Traced(number)); };
      return marked ? as_result<decltype(traced())>([&] { return next(Plain(number)); }) : traced();
    } else if constexpr (parameter == Parameter::array) {
      return marked ? next(KnownArgument<Arg, Array, needs_lvalue<I, Array, A...>>(number)) : next(Traced(number));
    } else {
      if (parameter == Parameter::plain && !marked)
        refuse_plain_argument(*options_, static_cast<int>(I), reflect::type_name<Number>());
      return next(Plain(number));
    }
  }

  template <class R, class Call> R as_result(const Call &call) const {
    using Got = decltype(call());
    if constexpr (std::is_convertible_v<Got, R>)
      return call();
    else
      refuse_static_result(*options_, reflect::type_name<Got>(), reflect::type_name<R>());
  }

  template <class T> void require_marked(int argument, const T &value) const {
    if constexpr (can_be_static<T>())
      require_static(*options_, argument, tree_ref(value), reflect::type_name<T>());
    else
      refuse_unhashable(*options_, argument, reflect::type_name<T>());
  }

  template <class... G> static constexpr std::uint64_t writable_mask() {
    std::uint64_t mask = 0, bit = 1;
    ((mask |= G::writable ? bit : 0, bit <<= 1), ...);
    return mask;
  }

  template <class... G> GivenArguments given() const {
    std::uint64_t moved = 0, bit = 1;
    ((moved |= G::moved ? bit : 0, bit <<= 1), ...);
    return {moved, options_->donate_argnums.empty() ? 0 : options_->donate_mask(sizeof...(G))};
  }

  template <class... G> static void append_key(CallKey &key, const G &...g) {
    KeyVisitor visitor(key);
    visitor.word(reinterpret_cast<std::uintptr_t>(type_id<PlanOf<F, G...>>()));
    (g.append_key(visitor), ...);
  }

  template <class... G> ResultOf<F, G...> run(const G &...g) const {
    const GivenArguments given = this->given<G...>();
    const UserLine line(options_->line);
    BorrowedKey key;
    append_key(*key, g...);
    if (tracing())
      return run_in_trace(*key, g...);
    const std::uint64_t hash = key->hash();
    EntryPtr entry = find(*key, hash, writable_mask<G...>());
    if (!entry)
      entry = make(*key, hash, given, g...);
    return run_entry(*entry, *key, given, g...);
  }

  template <class... G>
  ResultOf<F, G...> run_entry(const CacheEntry &entry, const CallKey &key, const GivenArguments &given,
                              const G &...g) const {
    using Plan = PlanOf<F, G...>;
    if (entry.changed)
      require_no_overlap(options_->op(), options_->arg_names, options_->line, entry.changed, g...);
    OutputBuffer outputs(entry.outputs);
    CallResult<Plan> result(*static_cast<const Plan *>(entry.plan.get()), outputs.span(), key.leaves);
    entry.program(key.leaves, outputs.span(), given);
    return result.finish(g...);
  }

  template <class... G>
  ResultOf<F, G...> run_compiled(const CacheEntry &entry, const AheadTrace &trace, const G &...g) const {
    const UserLine line(options_->line);
    require_no_trace(*options_);
    BorrowedKey key;
    append_key(*key, g...);
    if (!entry.key.matches(*key) || !serves(entry, writable_mask<G...>()))
      refuse_other_arguments(*options_, trace.arguments, describe(g...));
    return run_entry(entry, *key, given<G...>(), g...);
  }

  template <class... G> AheadResult<ResultOf<F, G...>> trace_only(const G &...g) const {
    const UserLine line(options_->line);
    CallKey key;
    append_key(key, g...);
    std::shared_ptr<AheadTrace> trace = begin_ahead(key, describe(g...));
    options_->check_static_names(trace->arguments);
    const bool counted = is_counted(key, trace->hash) || find(key, trace->hash, writable_mask<G...>());
    if (!counted)
      ledger().require_budget(options_->op(), trace->arguments, options_->line);
    auto outcome = trace_call(trace_request(*options_, {0, given<G...>().donated}), f_, [](auto &) {}, g...);
    trace->function = outcome.function;
    trace->changed = outcome.plan->changed;
    trace->writable = writable_mask<G...>();
    trace->outputs = outcome.outputs;
    trace->plan = outcome.plan;
    if (!counted)
      count_ahead(ledger(), *trace, key);
    const std::vector<Array> outputs = abstract_results(trace->function);
    auto result = CallResult<PlanOf<F, G...>>(*outcome.plan, outputs, key.leaves).finish();
    make_abstract(tree_ref(result), options_->line);
    return {std::move(trace), std::move(result)};
  }

  template <class... G> ResultOf<F, G...> run_in_trace(const CallKey &key, const G &...g) const {
    const std::uint64_t hash = key.hash();
    EntryPtr entry = find_nested(key, hash, writable_mask<G...>());
    if (!entry)
      entry = make_nested(key, hash, g...);
    if (entry->changed)
      require_no_overlap(options_->op(), options_->arg_names, options_->line, entry->changed, g...);
    const std::vector<Array> outputs = record_call(*options_, entry->function, key.leaves);
    return finish_call(*static_cast<const PlanOf<F, G...> *>(entry->plan.get()), outputs, key.leaves, g...);
  }

  EntryPtr find_nested(const CallKey &key, std::uint64_t hash, std::uint64_t writable) const {
    NestedTraces &nested = nested_traces();
    EntryPtr entry = shared_ ? nested.find(*shared_, key, hash, writable) : nullptr;
    return entry ? entry : nested.find(*own_, key, hash, writable);
  }

  template <class... G> EntryPtr make_nested(const CallKey &key, std::uint64_t hash, const G &...g) const {
    const std::vector<KeyLine> lines = describe(g...);
    options_->check_static_names(lines);
    const bool counted = is_counted(key, hash) || find(key, hash, writable_mask<G...>());
    if (!counted)
      ledger().require_budget(options_->op(), lines, options_->line);
    auto outcome = trace_call(trace_request(*options_), f_, [](auto &) {}, g...);
    EntryPtr entry = new_nested_entry(outcome.function);
    entry->changed = outcome.plan->changed;
    entry->writable = writable_mask<G...>();
    entry->plan = std::move(outcome.plan);
    if (!counted)
      ledger().count(lines, entry->function.cost());
    if (key.unkeyable)
      return entry;
    const std::shared_ptr<TraceCache> &cache = shared_ && entry->shareable ? shared_ : own_;
    cache->ledger.note_counted(key, hash);
    if (entry->keep)
      nested_traces().add(cache, key, hash, entry);
    return entry;
  }

  /// True when a trace with this key, made inside another one, has been counted.
  bool is_counted(const CallKey &key, std::uint64_t hash) const {
    return !key.unkeyable && (own_->ledger.is_counted(key, hash) || (shared_ && shared_->ledger.is_counted(key, hash)));
  }

  EntryPtr find(const CallKey &key, std::uint64_t hash, std::uint64_t writable) const {
    if (shared_)
      if (EntryPtr entry = shared_->find(key, hash, writable))
        return entry;
    return own_->find(key, hash, writable);
  }

  template <class... G>
  EntryPtr make(const CallKey &key, std::uint64_t hash, const GivenArguments &given, const G &...g) const {
    require_concrete(key.leaves);
    std::vector<KeyLine> lines = describe(g...);
    if (key.unkeyable)
      refuse_unkeyable(*options_, key.unkeyable->name, lines);
    options_->check_static_names(lines);
    auto trace = [&] {
      const bool counted = is_counted(key, hash);
      if (!counted)
        ledger().require_budget(options_->op(), lines, options_->line);
      auto outcome = trace_call(trace_request(*options_, given), f_, [](auto &) {}, g...);
      EntryPtr entry = new_entry(outcome.function, outcome.outputs);
      entry->changed = outcome.plan->changed;
      entry->writable = writable_mask<G...>();
      entry->plan = std::move(outcome.plan);
      if (!counted)
        ledger().count(lines, entry->program.cost());
      return entry;
    };
    EntryPtr entry = own_->find_or_make(
        key, hash, writable_mask<G...>(), [](void *context) { return (*static_cast<decltype(trace) *>(context))(); },
        &trace);
    if (shared_ && entry->shareable && entry->keep)
      shared_->adopt(entry);
    return entry;
  }

  template <class... G> std::vector<KeyLine> describe(const G &...g) const {
    std::vector<KeyLine> lines;
    DescribeVisitor visitor(lines);
    std::size_t i = 0;
    ((visitor.root(argument_text(i++, options_->arg_names)), g.describe(visitor)), ...);
    return lines;
  }

  F f_;
  std::shared_ptr<const CallOptions> options_;
  std::shared_ptr<TraceCache> own_, shared_;
};

} // namespace burin::detail
