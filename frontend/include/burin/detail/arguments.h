// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/call_key.h"
#include "burin/detail/callable.h"
#include "burin/detail/trace_plan.h"
#include "burin/detail/visit.h"

#include <cstddef>
#include <string>
#include <type_traits>
#include <utility>

/// How each argument of a transformed call becomes part of the key, a copy inside the trace, and a parameter
/// of the user's function. All have: Stored, Passed, append_key, describe, copy, pass, extent, and moved: the caller
/// gives the argument up; what is traced has tree.
namespace burin::detail {

template <class A> using Value = std::remove_cvref_t<A>;

/// A tree, an array, or metadata: lvalues arrive as lvalues of the copy, with their constness, rvalues as
/// rvalues.
template <class A> struct TreeArgument {
  using Object = std::remove_reference_t<A>;
  using Stored = Value<A>;
  using Passed = A &&;
  static constexpr bool constant = std::is_const_v<Object>;
  static constexpr bool writable = std::is_lvalue_reference_v<A> && !constant;
  static constexpr bool moved = !std::is_lvalue_reference_v<A> && !constant;
  static constexpr bool traced = true;
  static_assert(std::is_copy_constructible_v<Stored>, "burin: an argument of a transformed function must be copyable: "
                                                      "its trace works on a copy");
  Object *object;

  explicit TreeArgument(Object &o) : object(std::addressof(o)) {}
  void append_key(KeyVisitor &v) const { visit_const(v, *object); }
  void describe(TreeVisitor &v) const { visit_const(v, *object); }
  TreeRef tree() const { return tree_ref(*object); }
  Stored copy() const { return Stored(*object); }
  static Passed pass(Stored &stored) { return static_cast<Passed>(stored); }
  Extent extent() const { return {object, std::is_lvalue_reference_v<A> ? sizeof(Object) : 0}; }
};

/// A number whose parameter holds a tracer.
template <class A, bool Lvalue> struct NumberArgument {
  using Stored = Array;
  using Passed = std::conditional_t<Lvalue, const Array &, Array &&>;
  static constexpr bool writable = false, constant = true, moved = false;
  static constexpr bool traced = true;
  Array value;

  explicit NumberArgument(const Value<A> &number) : value(number) {}
  void append_key(KeyVisitor &v) const { visit_const(v, value); }
  void describe(TreeVisitor &v) const { visit_const(v, value); }
  TreeRef tree() const { return tree_ref(value); }
  Stored copy() const { return value; }
  static Passed pass(Stored &stored) { return static_cast<Passed>(stored); }
  Extent extent() const { return {}; }
};

/// A number or text that is known while tracing; `As` is what the parameter gets: the value itself, or an
/// Array of it.
template <class A, class As, bool Lvalue> struct KnownArgument {
  using Stored = As;
  using Passed = std::conditional_t<Lvalue, As &, As &&>;
  static constexpr bool writable = false, constant = true, moved = false;
  static constexpr bool traced = false;
  Value<A> value;

  explicit KnownArgument(const Value<A> &v) : value(v) {}
  TreeRef tree() const { return tree_ref(value); }
  void append_key(KeyVisitor &v) const { v.meta(meta_of(value)); }
  void describe(TreeVisitor &v) const { v.meta(meta_of(value)); }
  Stored copy() const { return As(value); }
  static Passed pass(Stored &stored) { return static_cast<Passed>(stored); }
  Extent extent() const { return {}; }
};

/// What a `const char *` argument becomes, so that one text is one key; goes to parameters of text, pointer
/// and view.
struct Text : std::string {
  using std::string::string;
  operator const char *() const { return c_str(); }
};

template <class A> struct TextArgument {
  using Stored = Text;
  using Passed = Text &&;
  static constexpr bool writable = false, constant = true, moved = false;
  static constexpr bool traced = false;
  Text value;
  TreeRef tree() const { return tree_ref<std::string>(value); }

  explicit TextArgument(const char *text) : value(text) {}
  void append_key(KeyVisitor &v) const { v.meta(meta_of<std::string>(value)); }
  void describe(TreeVisitor &v) const { v.meta(meta_of<std::string>(value)); }
  Stored copy() const { return value; }
  static Passed pass(Stored &stored) { return std::move(stored); }
  Extent extent() const { return {}; }
};

template <class A>
concept TextArray = std::is_same_v<std::decay_t<A>, const char *> || std::is_same_v<std::decay_t<A>, char *>;

/// As the user's function sees it when it decides which of its overloads is viable.
template <class A> using Offered = std::conditional_t<TextArray<A>, Text, A>;

} // namespace burin::detail
