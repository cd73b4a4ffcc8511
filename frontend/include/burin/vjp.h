// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/derivative.h"

#include <memory>
#include <source_location>
#include <tuple>
#include <utility>
#include <vector>

namespace burin {

namespace detail {

/// The cotangent of a function's only argument: a tuple of one, that may be used as its element.
template <class T> struct SoleCotangent : std::tuple<T> {
  explicit SoleCotangent(std::tuple<T> all) : std::tuple<T>(std::move(all)) {}
  operator const T &() const { return std::get<0>(*this); }
};

struct PullbackData {
  TracedFunction function;
  std::vector<std::int64_t> wrt;
  std::vector<Array> leaves;
  std::vector<Source> sources; ///< which result each leaf of the output is; changed state comes behind
};
/// Checks the cotangents of the output against its types (TreeError), and gives the cotangents of the
/// arguments. `output` has the structure of the function's result, without arrays.
std::vector<Array> pull_back(const PullbackData &data, TreeRef output, TreeRef cotangent, const SourceLine &line);
[[noreturn]] void refuse_cotangent(std::string_view got, std::string_view expected, const SourceLine &line);

} // namespace detail

/// What vjp gives beside the output: takes a cotangent of the output, a tree like it (none is zero), and
/// gives the cotangents of the arguments as a std::tuple; the one of an only argument may be used without
/// taking it out.
template <class R, class... D> class Pullback {
public:
  Pullback(std::shared_ptr<const detail::PullbackData> data, R output, std::tuple<D...> arguments)
      : data_(std::move(data)), output_(std::move(output)), arguments_(std::move(arguments)) {}

  auto operator()(const R &cotangent, std::source_location where = std::source_location::current()) const {
    return cotangents(detail::tree_ref(cotangent), where);
  }
  template <class C>
  auto operator()(const C &cotangent, std::source_location where = std::source_location::current()) const {
    if constexpr (std::is_convertible_v<const C &, R>)
      return (*this)(static_cast<R>(cotangent), where);
    else
      detail::refuse_cotangent(reflect::type_name<C>(), reflect::type_name<R>(), where);
  }

private:
  auto cotangents(detail::TreeRef cotangent, const SourceLine &line) const {
    const std::vector<Array> values = detail::pull_back(*data_, detail::tree_ref(output_), cotangent, line);
    std::tuple<D...> result(arguments_);
    detail::DerivativeSetter setter(values);
    std::apply([&](D &...argument) { (set(setter, argument), ...); }, result);
    if constexpr (sizeof...(D) == 1)
      return detail::SoleCotangent<D...>(std::move(result));
    else
      return result;
  }
  template <class T> static void set(detail::DerivativeSetter &setter, T &argument) {
    if constexpr (!std::is_same_v<T, None>)
      detail::visit(setter, argument);
  }

  std::shared_ptr<const detail::PullbackData> data_;
  R output_;
  std::tuple<D...> arguments_;
};

namespace detail {

template <class F, class... G> auto run_vjp(const F &f, const G &...g) {
  using R = ResultOf<F, G...>;
  static_assert(!std::is_same_v<R, NoResult>, "burin: the function given to vjp returns a value");
  const SourceLine where;
  DifferentiatedLeaves collected;
  collected.select(true);
  ((G::traced ? g.tree().visit(collected) : void()), ...);
  auto outcome = trace_derivative(Transform::vjp, where, f, g...);
  std::tuple<DerivativeOf<G>...> copies{derivative_copy(g)...};
  const std::vector<Array> outputs = call(outcome.function, collected.leaves, where);
  auto data = std::make_shared<PullbackData>();
  data->sources = outcome.plan->result_sources;
  R output = finish_call(*outcome.plan, outputs, collected.pointers(), g...);
  data->function = std::move(outcome.function);
  data->wrt = std::move(collected.wrt);
  data->leaves = std::move(collected.leaves);
  return std::pair<R, Pullback<R, DerivativeOf<G>...>>(std::move(output),
                                                       {std::move(data), *outcome.plan->result, std::move(copies)});
}

} // namespace detail

/// The output of f, and the function that takes cotangents of the output to cotangents of the arguments:
/// std::pair{out, pullback}. Cotangents of integer, bool and nn::Stat leaves are none; arguments of plain C++
/// type go through unchanged.
template <class F, class... A> auto vjp(const F &f, A &&...args) {
  const auto run = [](const auto &callable, const auto &...g) { return detail::run_vjp(callable, g...); };
  return detail::differentiate_all(f, run, std::forward<A>(args)...);
}

} // namespace burin

template <class T> struct std::tuple_size<burin::detail::SoleCotangent<T>> : std::integral_constant<std::size_t, 1> {};
template <class T> struct std::tuple_element<0, burin::detail::SoleCotangent<T>> {
  using type = T;
};
