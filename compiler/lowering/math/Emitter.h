// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/ArrayRef.h"

/// Lets the elementary functions be written as formulas.
namespace burin::lowering {

/// Where the operations go, and the shape (scalar or 1-D vector) that they all have.
struct Emitter {
  mlir::OpBuilder &b;
  mlir::Location loc;
  mlir::Type like;
  bool twoWords = true; ///< whether what rounding takes is carried along (Words.h)

  /// `element`, or the vector of `element` as long as `like`.
  mlir::Type shaped(mlir::Type element) const;
};

/// A floating-point value under construction. A plain number beside it becomes a constant of its type.
struct Real {
  Emitter *e;
  mlir::Value value;

  Real constant(double number) const;
};

/// An integer value, or (width 1) a condition.
struct Bits {
  Emitter *e;
  mlir::Value value;

  Bits constant(uint64_t number) const;
};

Real operator+(Real x, Real y);
Real operator-(Real x, Real y);
Real operator*(Real x, Real y);
Real operator/(Real x, Real y);
Real operator-(Real x);
inline Real operator+(Real x, double y) { return x + x.constant(y); }
inline Real operator+(double x, Real y) { return y.constant(x) + y; }
inline Real operator-(Real x, double y) { return x - x.constant(y); }
inline Real operator-(double x, Real y) { return y.constant(x) - y; }
inline Real operator*(Real x, double y) { return x * x.constant(y); }
inline Real operator/(double x, Real y) { return y.constant(x) / y; }
/// Ordered comparisons: false for NaN.
Bits operator<(Real x, Real y);
Bits operator<(Real x, double y);
Bits operator>(Real x, double y);
Bits operator==(Real x, Real y);
inline Bits operator==(Real x, double y) { return x == x.constant(y); }

Bits operator+(Bits x, Bits y);
Bits operator-(Bits x, Bits y);
Bits operator*(Bits x, Bits y);
Bits operator&(Bits x, Bits y);
Bits operator|(Bits x, Bits y);
Bits operator^(Bits x, Bits y);
Bits operator<<(Bits x, Bits y);
/// Logical shift.
Bits operator>>(Bits x, Bits y);
inline Bits operator+(Bits x, uint64_t y) { return x + x.constant(y); }
inline Bits operator-(Bits x, uint64_t y) { return x - x.constant(y); }
inline Bits operator&(Bits x, uint64_t y) { return x & x.constant(y); }
inline Bits operator|(Bits x, uint64_t y) { return x | x.constant(y); }
inline Bits operator<<(Bits x, uint64_t y) { return x << x.constant(y); }
inline Bits operator>>(Bits x, uint64_t y) { return x >> x.constant(y); }
Bits shiftArithmetic(Bits x, uint64_t y);
/// Unsigned; false for x = y.
Bits below(Bits x, uint64_t y);
Bits isZero(Bits x);
Bits negated(Bits condition);

Real select(Bits condition, Real x, Real y);
Bits select(Bits condition, Bits x, Bits y);

Bits bits(Real x);
/// The number with this pattern: f32 of 32 bits, f64 of 64.
Real real(Bits x);
Real abs(Real x);
/// The magnitude of x >= 0 with the sign bit that `sign` has alone.
Real withSign(Real x, Bits sign);
Bits signOf(Real x);
Real sqrt(Real x);

Real extended(Real x);  ///< f32 to f64
Real truncated(Real x); ///< f64 to f32
Bits widened(Bits x);   ///< i32 to i64, zeros above
Bits narrowed(Bits x);  ///< i64 to i32
Real signedToReal64(Bits x);
Real signedToReal32(Bits x);

/// x y + z, rounded once where the target can, else twice (see splitFma).
Real fma(Real x, Real y, Real z);
inline Real fma(Real x, double y, Real z) { return fma(x, x.constant(y), z); }
inline Real fma(Real x, Real y, double z) { return fma(x, y, x.constant(z)); }
inline Real fma(Real x, double y, double z) { return fma(x, x.constant(y), x.constant(z)); }

/// Horner's scheme; the coefficient of the highest power comes first.
Real polynomial(Real x, llvm::ArrayRef<double> coefficients);

/// x y rounded to an integer by adding 1.5 * 2^(mantissa bits), both as a float and as an integer.
/// |x y| must be below 2^22 (f32) or 2^51 (f64).
struct Rounded {
  Real real;
  Bits integer;
};
Rounded roundedProduct(Real x, double y);

bool isF32(Real x);
/// Of the format, without the leading one: 23 or 52.
unsigned mantissaBits(Real x);
uint64_t exponentBias(Real x);

} // namespace burin::lowering
