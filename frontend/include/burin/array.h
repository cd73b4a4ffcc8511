// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/dtype.h"
#include "burin/shape.h"
#include "burin/source_line.h"

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <source_location>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace burin {

template <class T>
concept Arithmetic = std::is_arithmetic_v<T>;

/// The type of `none`: the hole in a tree.
struct None {
  friend constexpr bool operator==(None, None) { return true; }
};
inline constexpr None none{};

/// Shape and element type of an array that need not exist.
struct ShapeDtype {
  Shape shape{};
  DType dtype = DType::f32;
  friend bool operator==(const ShapeDtype &, const ShapeDtype &) = default;
};

class Array;
class Index; // burin/indexing.h
class At;

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

/// Id of the innermost trace of this thread; 0 outside of all traces. Ids of one thread grow, so that an array born in
/// a trace nested in T has an id >= T's (DESIGN: ancestry without a table).
std::uint64_t current_trace_id() noexcept;

/// Any C++ number, exactly.
struct Scalar {
  enum class Kind : std::uint8_t { boolean, integer, unsigned_integer, real };
  Kind kind;
  union {
    bool boolean;
    std::int64_t integer;
    std::uint64_t unsigned_integer;
    double real;
  };

  template <Arithmetic T> constexpr explicit Scalar(T v) : kind(kind_of<T>()), integer(0) {
    if constexpr (std::is_same_v<T, bool>)
      boolean = v;
    else if constexpr (std::is_floating_point_v<T>)
      real = static_cast<double>(v);
    else if constexpr (std::is_signed_v<T>)
      integer = v;
    else
      unsigned_integer = v;
  }
  template <Arithmetic T> constexpr T as() const {
    if constexpr (std::is_same_v<T, bool>)
      return kind == Kind::boolean ? boolean : kind == Kind::real ? real != 0 : integer != 0;
    else
      return kind == Kind::boolean            ? static_cast<T>(boolean)
             : kind == Kind::integer          ? static_cast<T>(integer)
             : kind == Kind::unsigned_integer ? static_cast<T>(unsigned_integer)
                                              : static_cast<T>(real);
  }

private:
  template <class T> static constexpr Kind kind_of() {
    return std::is_same_v<T, bool>       ? Kind::boolean
           : std::is_floating_point_v<T> ? Kind::real
           : std::is_signed_v<T>         ? Kind::integer
                                         : Kind::unsigned_integer;
  }
};

/// What a C++ conversion asked for; selects the error when the value is not known.
enum class Conversion : std::uint8_t { boolean, integer, real };

struct ArrayAccess;

} // namespace detail

/// A dense row-major array: an immutable, cheap handle on a buffer, or on a value of the program being traced (a
/// tracer). Copies share. `Array()` is none.
class Array {
public:
  Array() noexcept : born_(detail::current_trace_id()) {}
  template <std::same_as<None> T> Array(T) noexcept : Array() {}
  /// A scalar of weak type: it takes the dtype of what it is combined with; alone f32, i32 or bool.
  template <Arithmetic T> Array(T value) : Array(detail::Scalar(value)) {}

  Array(const Array &other) noexcept : node_(other.node_), born_(detail::current_trace_id()) {}
  Array(Array &&other) noexcept : node_(std::move(other.node_)), born_(detail::current_trace_id()) {}
  /// Throws TraceContextError when a tracer would be stored in a variable made outside of its trace.
  Array &operator=(const Array &other);
  Array &operator=(Array &&other);
  ~Array() = default;

  /// An array of the values in (nested) braces, of exactly their dtype. Ragged braces are a ShapeError.
  template <Arithmetic T> static Array of(T value, std::source_location where = std::source_location::current()) {
    return from_elements(dtype_of<T>, &value, 1, {}, where);
  }
  template <Arithmetic T>
  static Array of(std::initializer_list<T> values, std::source_location where = std::source_location::current()) {
    return from_braces<T>(values, 1, where);
  }
  template <Arithmetic T>
  static Array of(std::initializer_list<std::initializer_list<T>> values,
                  std::source_location where = std::source_location::current()) {
    return from_braces<T>(values, 2, where);
  }
  template <Arithmetic T>
  static Array of(std::initializer_list<std::initializer_list<std::initializer_list<T>>> values,
                  std::source_location where = std::source_location::current()) {
    return from_braces<T>(values, 3, where);
  }
  template <Arithmetic T>
  static Array of(std::initializer_list<std::initializer_list<std::initializer_list<std::initializer_list<T>>>> values,
                  std::source_location where = std::source_location::current()) {
    return from_braces<T>(values, 4, where);
  }
  /// Copies `values`, row-major; ShapeError when their number is not the shape's.
  template <class T>
  static Array from_buffer(std::span<const T> values, const Shape &shape,
                           std::source_location where = std::source_location::current()) {
    return from_elements(dtype_of<T>, values.data(), static_cast<std::int64_t>(values.size()), shape, where);
  }
  template <class T>
  static Array from_buffer(const std::vector<T> &values, const Shape &shape,
                           std::source_location where = std::source_location::current()) {
    return from_elements(dtype_of<T>, values.data(), static_cast<std::int64_t>(values.size()), shape, where);
  }

  bool is_none() const noexcept { return !node_; }
  const Shape &shape() const;
  std::size_t ndim() const { return shape().ndim(); }
  std::int64_t size() const { return shape().num_elements(); }
  DType dtype() const;

  /// The only element; DTypeError for another T than the dtype's, ShapeError for more than one element,
  /// ConcretizationError for an unknown tracer.
  template <class T> T item(std::source_location where = std::source_location::current()) const {
    return *static_cast<const T *>(only_element(dtype_of<T>, where));
  }
  /// All elements, row-major.
  template <class T> std::vector<T> to_vector(std::source_location where = std::source_location::current()) const {
    const T *first = static_cast<const T *>(elements(dtype_of<T>, where));
    return std::vector<T>(first, first + size());
  }
  /// Row-major elements, valid as long as an Array refers to them; 64-byte aligned.
  template <class T> const T *data(std::source_location where = std::source_location::current()) const {
    return static_cast<const T *>(elements(dtype_of<T>, where));
  }

  /// The value of a one-element array, converted as C++ converts numbers; an unknown tracer raises BoolConversionError,
  /// IntegerConversionError or ConcretizationError.
  template <Arithmetic T> [[gnu::always_inline]] explicit operator T() const {
    constexpr auto what = std::is_same_v<T, bool> ? detail::Conversion::boolean
                          : std::is_integral_v<T> ? detail::Conversion::integer
                                                  : detail::Conversion::real;
    const detail::Scalar value = known_scalar(what);
    return value.as<T>();
  }

  Array astype(DType dtype, std::source_location where = std::source_location::current()) const;

  /// NumPy's basic indexing, `x[2]`, `x[{slice(1, 4), newaxis, ellipsis}]`; an integer array takes rows.
  Array operator[](const Index &index) const;
  /// Functional updates of a part: `x.at(2).set(v)`.
  At at(const Index &index) const;

private:
  friend struct detail::ArrayAccess;

  explicit Array(const detail::Scalar &value);
  Array(detail::NodeRef node, std::uint64_t born) noexcept : node_(std::move(node)), born_(born) {}

  static Array from_elements(DType dtype, const void *values, std::int64_t count, const Shape &shape,
                             std::source_location where);
  [[noreturn]] static void throw_ragged(std::size_t expected, std::size_t got, int level, std::source_location where);

  template <class T> struct Braces {
    Shape shape;
    std::vector<T> values; // bool is stored as bytes
  };
  template <class T> using Stored = std::conditional_t<std::is_same_v<T, bool>, std::uint8_t, T>;
  template <class T, class L>
  static void flatten(const L &list, int level, Braces<Stored<T>> &out, std::source_location where) {
    const auto count = static_cast<std::int64_t>(list.size());
    if (static_cast<int>(out.shape.ndim()) == level)
      out.shape.push_back(count);
    else if (out.shape[static_cast<std::size_t>(level)] != count)
      throw_ragged(static_cast<std::size_t>(out.shape[static_cast<std::size_t>(level)]), list.size(), level, where);
    for (const auto &element : list)
      if constexpr (std::is_arithmetic_v<std::decay_t<decltype(element)>>)
        out.values.push_back(static_cast<Stored<T>>(element));
      else
        flatten<T>(element, level + 1, out, where);
  }
  template <class T, class L> static Array from_braces(const L &list, int levels, std::source_location where) {
    Braces<Stored<T>> flat;
    flatten<T>(list, 0, flat, where);
    while (static_cast<int>(flat.shape.ndim()) < levels)
      flat.shape.push_back(0);
    return from_elements(dtype_of<T>, flat.values.data(), static_cast<std::int64_t>(flat.values.size()), flat.shape,
                         where);
  }

  const void *elements(DType expected, std::source_location where) const;
  const void *only_element(DType expected, std::source_location where) const;
  detail::Scalar known_scalar(detail::Conversion what) const;

  detail::NodeRef node_;
  std::uint64_t born_; ///< trace in which this variable (not its value) came into being
};

static_assert(sizeof(Array) == 16);

} // namespace burin
