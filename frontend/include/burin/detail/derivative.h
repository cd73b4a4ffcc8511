// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/parts.h"
#include "burin/detail/traced_call.h"
#include "burin/tree.h"

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

/// What grad, value_and_grad and vjp share: which arrays are differentiated, and trees of derivatives.
namespace burin::detail {

/// Collects the arrays of a call and the numbers of those that are differentiated.
class DifferentiatedLeaves final : public TreeVisitor {
public:
  /// Of the trees that follow: whether their trained arrays are differentiated.
  void select(bool differentiate) { select_ = differentiate; }
  /// Of the tree that follows: only the chosen leaves, holes counted.
  void narrow(std::vector<bool> chosen) { chosen_ = std::move(chosen), number_ = 0; }
  void leaf(Array &array, LeafKind kind) override;

  std::vector<Array> leaves;
  std::vector<const Array *> pointers() const;
  std::vector<std::int64_t> wrt;
  std::vector<bool> differentiated; ///< each leaf of the selected trees, holes counted

private:
  bool select_ = false;
  std::vector<bool> chosen_; ///< empty: all
  std::size_t number_ = 0;
};

/// Turns a copy of an argument into its tree of derivatives: holes where nothing is differentiated.
class DerivativeSetter final : public TreeVisitor {
public:
  /// One derivative for each trained array.
  explicit DerivativeSetter(std::span<const Array> derivatives) : derivatives_(derivatives) {}
  /// One for each leaf that is differentiated.
  DerivativeSetter(std::span<const Array> derivatives, const std::vector<bool> &differentiated)
      : derivatives_(derivatives), differentiated_(&differentiated) {}
  void leaf(Array &array, LeafKind kind) override;

private:
  std::span<const Array> derivatives_;
  const std::vector<bool> *differentiated_ = nullptr;
  std::size_t next_ = 0, number_ = 0;
};

TraceRequest derivative_request(Transform transform, std::string_view function, const SourceLine &line,
                                Forwarding forwarding);
/// The predicate of a derivative in all floating arrays.
struct Everything {};

/// DTypeError when the selected argument holds no floating array.
void require_differentiable(std::string_view op, int argument, TreeRef tree, const SourceLine &line);
/// TreeError when a predicate chooses none of them.
void require_chosen(std::string_view op, int argument, std::span<const TreePart> leaves,
                    const std::vector<bool> &chosen, const SourceLine &line);
[[noreturn]] void refuse_plain_derivative(std::string_view op, int argument, std::string_view type,
                                          const SourceLine &line);
/// ShapeError unless the output is a scalar, DTypeError unless it is floating.
void require_scalar_output(std::string_view op, const Array &output, const SourceLine &line);
/// One cotangent per floating result: 1 for the first, none (zero) for the others.
std::vector<Array> unit_cotangents(const TracedFunction &function);

/// The result of a differentiated function: an array, or a pair of an array and something that is handed on.
template <class R>
concept WithAux = TupleNode<R> && !ArrayLeaf<R> && requires(R &r) {
  requires std::tuple_size_v<R> == 2;
  requires ArrayLeaf<std::remove_cvref_t<std::tuple_element_t<0, R>>>;
};
template <class R> const Array &output_of(const R &result) {
  static_assert(ArrayLeaf<R> || WithAux<R>,
                "burin: the function given to grad returns an Array, or std::pair{Array, aux}; a C++ number cannot be "
                "differentiated");
  if constexpr (WithAux<R>)
    return std::get<0>(result);
  else
    return result;
}

/// A number whose parameter holds an array becomes one when it is differentiated; other numbers go through
/// unchanged.
template <class F, std::size_t I, bool Selected, class... A> constexpr auto derivative_argument_type() {
  using Arg = std::tuple_element_t<I, std::tuple<A...>>;
  if constexpr (TextArray<Arg>) {
    return std::type_identity<TextArgument<Arg>>();
  } else if constexpr (Arithmetic<Value<Arg>>) {
    constexpr Parameter parameter = parameter_kind<F, I, Offered<A>...>();
    constexpr bool holds = parameter == Parameter::generic || parameter == Parameter::array;
    if constexpr (Selected && holds)
      return std::type_identity<NumberArgument<Arg, std::is_lvalue_reference_v<Arg>>>();
    else
      return std::type_identity<KnownArgument<Arg, Value<Arg>, std::is_lvalue_reference_v<Arg>>>();
  } else {
    return std::type_identity<TreeArgument<Arg>>();
  }
}
template <class F, std::size_t I, bool Selected, class... A>
using DerivativeArgument = typename decltype(derivative_argument_type<F, I, Selected, A...>())::type;

template <class G> inline constexpr bool is_number_unchanged = false;
template <class A, class As, bool L> inline constexpr bool is_number_unchanged<KnownArgument<A, As, L>> = true;

/// run(f, arguments...) for a derivative in all arguments: a floating number becomes an array where its parameter holds
/// one.
template <class F, class Run, class... A> auto differentiate_all(const F &f, const Run &run, A &&...args) {
  using Callable = std::decay_t<F>;
  require_const_callable<Callable>();
  if constexpr (!viable<Callable, Offered<A>...>) {
    explain_unviable_call<Callable, Offered<A>...>();
  } else {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return run(static_cast<const Callable &>(f),
                 DerivativeArgument<Callable, I, std::is_floating_point_v<Value<A>>, A...>(args)...);
    }(std::index_sequence_for<A...>());
  }
}

/// Traces f to be differentiated. State that it changes has to be apart from the other arguments.
template <class F, class... G>
auto trace_derivative(Transform transform, const SourceLine &line, const F &f, const G &...g) {
  const TraceRequest request = derivative_request(transform, callable_name<F>(), line, Forwarding::none);
  auto outcome = trace_call(request, f, [](auto &) {}, g...);
  if (outcome.plan->changed)
    require_no_overlap(request.op, {}, line, outcome.plan->changed, g...);
  return outcome;
}

/// The type of an argument's derivative.
template <class G> using DerivativeOf = std::conditional_t<G::traced, typename G::Stored, None>;

/// What becomes the argument's derivative.
template <class G> DerivativeOf<G> derivative_copy(const G &argument) {
  if constexpr (G::traced)
    return argument.copy();
  else
    return {};
}

template <class G> DerivativeOf<G> derivative_of(const G &argument, DerivativeSetter &setter) {
  auto derivative = derivative_copy(argument);
  if constexpr (G::traced)
    visit(setter, derivative);
  return derivative;
}

} // namespace burin::detail
