// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/errors.h"

namespace burin {

// Out of line, so that each class has one vtable and one typeinfo, in libburin.so.
Error::~Error() = default;
ConcretizationError::~ConcretizationError() = default;
BoolConversionError::~BoolConversionError() = default;
IntegerConversionError::~IntegerConversionError() = default;
ArrayConversionError::~ArrayConversionError() = default;
NonConcreteIndexError::~NonConcreteIndexError() = default;
UnexpectedTracerError::~UnexpectedTracerError() = default;
DonatedArrayError::~DonatedArrayError() = default;
LeakedTracerError::~LeakedTracerError() = default;
TraceContextError::~TraceContextError() = default;
ShapeError::~ShapeError() = default;
DTypeError::~DTypeError() = default;
TreeError::~TreeError() = default;
StaticArgumentError::~StaticArgumentError() = default;
CustomRuleError::~CustomRuleError() = default;
NotDifferentiableError::~NotDifferentiableError() = default;
CompileError::~CompileError() = default;
CheckError::~CheckError() = default;
NumericError::~NumericError() = default;
IoError::~IoError() = default;
UnsupportedError::~UnsupportedError() = default;

} // namespace burin
