// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/scan.h"
#include "burin/vmap.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace burin::detail {

/// How many rows there are, and how many go into one batch: ShapeError without rows, UnsupportedError for a batch that
/// is not positive.
struct Batches {
  std::int64_t rows = 0, size = 0, count = 0; ///< `count` whole ones
};
Batches batches_of(const ControlSite &site, TreeRef xs, std::int64_t size);
/// Leaves that hold whole batches, [count, size, ...], or the rows behind these.
void take_batches(TreeRef xs, const Batches &batches);
void take_rest(TreeRef xs, const Batches &batches);
/// Undoes take_batches; `rest` may be null.
void join_batches(TreeRef ys, const Batches &batches, const TreeRef *rest);

/// A callable by reference; a number that it gives is an array.
template <class F> struct CallableRef {
  using TransformedCallable = F;
  const F *function;
  template <class... A> auto operator()(A &&...a) const {
    using R = std::remove_cvref_t<decltype(detail::invoke(*function, std::forward<A>(a)...))>;
    return Lifted<R>(detail::invoke(*function, std::forward<A>(a)...));
  }
};

/// x -> y as the body of a scan without a carry.
template <class F> struct MapBody {
  const F *function;
  template <class X> auto operator()(None, X &&x) const {
    static_assert(viable<F, X>, "burin: the function of lax::map takes one row");
    if constexpr (viable<F, X>) {
      using Y = Lifted<std::remove_cvref_t<decltype(detail::invoke(*function, std::forward<X>(x)))>>;
      return std::pair<None, Y>(none, Y(detail::invoke(*function, std::forward<X>(x))));
    }
  }
};

struct MapSpec {
  std::optional<std::int64_t> batch_size{};
  std::string weakness{};
};

/// A map with its function, as a function of everything else.
template <class F> struct MapOf {
  using TransformedCallable = F;
  ControlSite site;
  const F *function;

  template <class X> auto operator()(const MapSpec &spec, const X &xs) const {
    return spec.batch_size ? batched(*spec.batch_size, xs) : rows(MapBody<F>{function}, {}, xs);
  }
  std::string identity() const
    requires(has_identity<F>())
  {
    return identity_of(*function);
  }

private:
  template <class Body, class X> auto rows(const Body &body, std::optional<std::int64_t> length, const X &xs) const {
    return record_scan(site, {}, ScanSpec{length, false, 1, {}}, body, none, xs).second;
  }
  template <class X> auto batched(std::int64_t size, const X &xs) const {
    const UserLine line(site.line);
    const Batches batches = batches_of(site, tree_ref(xs), size);
    const Vmapped<CallableRef<F>> mapped({function}, {}, site.line);
    X whole(xs);
    take_batches(tree_ref(whole), batches);
    auto ys = rows(MapBody<Vmapped<CallableRef<F>>>{&mapped}, batches.count, whole);
    const bool exact = batches.rows == batches.count * batches.size;
    if (exact) {
      join_batches(tree_ref(ys), batches, nullptr);
      return ys;
    }
    X rest(xs);
    take_rest(tree_ref(rest), batches);
    const auto last = mapped(std::as_const(rest));
    const TreeRef behind = tree_ref(last);
    join_batches(tree_ref(ys), batches, &behind);
    return ys;
  }
};

template <class F, class X> auto map(const ControlSite &site, MapSpec spec, const F &function, const X &xs) {
  require_const_callable<F>();
  spec.weakness = weakness_of({tree_ref(xs)});
  return run_control(site, MapOf<F>{site, &function}, std::as_const(spec), xs);
}

} // namespace burin::detail
