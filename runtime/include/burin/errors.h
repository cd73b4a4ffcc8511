// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <stdexcept>
#include <string>

// Thrown across libraries: one typeinfo each, whatever visibility the including file is compiled with.
#pragma GCC visibility push(default)

namespace burin {

/// Base of everything that Burin throws. `what()` is the whole text: the problem as `[op] problem; expected X, got Y`,
/// the argument path, the user's file:line, what to type instead, and an anchor in docs/errors.md.
class Error : public std::runtime_error {
public:
  explicit Error(const std::string &text) : std::runtime_error(text) {}
  Error(const Error &) = default;
  ~Error() override;
};

// clang-format off: one class, one line
/// A value that is only known when the program runs was asked for while tracing.
class ConcretizationError : public Error { public: using Error::Error; ~ConcretizationError() override; };
class BoolConversionError : public ConcretizationError { public: using ConcretizationError::ConcretizationError; ~BoolConversionError() override; };
class IntegerConversionError : public ConcretizationError { public: using ConcretizationError::ConcretizationError; ~IntegerConversionError() override; };
class ArrayConversionError : public ConcretizationError { public: using ConcretizationError::ConcretizationError; ~ArrayConversionError() override; };
class NonConcreteIndexError : public ConcretizationError { public: using ConcretizationError::ConcretizationError; ~NonConcreteIndexError() override; };

/// A tracer was used after its trace had ended.
class UnexpectedTracerError : public Error { public: using Error::Error; ~UnexpectedTracerError() override; };
/// An array was used after a call had reused its memory: std::move(x), or donate_argnums.
class DonatedArrayError : public Error { public: using Error::Error; ~DonatedArrayError() override; };
/// A tracer survived its trace.
class LeakedTracerError : public Error { public: using Error::Error; ~LeakedTracerError() override; };
/// A tracer was stored in a variable that does not belong to its trace.
class TraceContextError : public Error { public: using Error::Error; ~TraceContextError() override; };

class ShapeError : public Error { public: using Error::Error; ~ShapeError() override; };
class DTypeError : public Error { public: using Error::Error; ~DTypeError() override; };
class TreeError : public Error { public: using Error::Error; ~TreeError() override; };
class StaticArgumentError : public Error { public: using Error::Error; ~StaticArgumentError() override; };
class CustomRuleError : public Error { public: using Error::Error; ~CustomRuleError() override; };
class NotDifferentiableError : public Error { public: using Error::Error; ~NotDifferentiableError() override; };
/// The compiler failed on a program that passed every check: a defect of Burin, or of the machine (memory, disk).
class CompileError : public Error { public: using Error::Error; ~CompileError() override; };
class CheckError : public Error { public: using Error::Error; ~CheckError() override; };
class NumericError : public Error { public: using Error::Error; ~NumericError() override; };
class IoError : public Error { public: using Error::Error; ~IoError() override; };
/// A combination that Burin does not support (yet); the text says which and why.
class UnsupportedError : public Error { public: using Error::Error; ~UnsupportedError() override; };
// clang-format on

} // namespace burin

#pragma GCC visibility pop
