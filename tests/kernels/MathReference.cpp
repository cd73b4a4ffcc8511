// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/kernels/MathReference.h"

#include "compiler/lowering/math/SplitFma.h"
#include "compiler/ops/SpecialReference.h"
#include "runtime/polygamma.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace mlir;

namespace burin::testing {

template <class T> static T logistic(T x) { return x < 0 ? std::exp(x) / (1 + std::exp(x)) : 1 / (1 + std::exp(-x)); }
template <class T> static T rsqrt(T x) { return 1 / std::sqrt(x); }
template <class T> static T erfInv(T x) { return static_cast<T>(ir::referenceErfInv(x)); }
template <class T> static T digamma(T x) { return static_cast<T>(runtime::polygamma(0, x)); }
template <class T, int order> static T polygamma(T x) { return static_cast<T>(runtime::polygamma(order, x)); }
template <int order> static Value emitPolygamma(OpBuilder &b, Location loc, Value x) {
  return lowering::emitPolygamma(b, loc, x, order);
}

const std::vector<MathFunction> &mathFunctions() {
  static const std::vector<MathFunction> functions = {
      {"exp", lowering::emitExp, std::exp, std::exp},
      {"exp2", lowering::emitExp2, std::exp2, std::exp2},
      {"expm1", lowering::emitExpm1, std::expm1, std::expm1},
      {"log", lowering::emitLog, std::log, std::log},
      {"log1p", lowering::emitLog1p, std::log1p, std::log1p},
      {"log2", lowering::emitLog2, std::log2, std::log2},
      {"tanh", lowering::emitTanh, std::tanh, std::tanh},
      {"logistic", lowering::emitLogistic, logistic, logistic},
      {"sin", lowering::emitSin, std::sin, std::sin},
      {"cos", lowering::emitCos, std::cos, std::cos},
      {"erf", lowering::emitErf, std::erf, std::erf},
      {"cbrt", lowering::emitCbrt, std::cbrt, std::cbrt},
      {"rsqrt", lowering::emitRsqrt, rsqrt, rsqrt},
      {"tan", lowering::emitTan, std::tan, std::tan},
      {"asin", lowering::emitAsin, std::asin, std::asin},
      {"acos", lowering::emitAcos, std::acos, std::acos},
      {"atan", lowering::emitAtan, std::atan, std::atan},
      {"sinh", lowering::emitSinh, std::sinh, std::sinh},
      {"cosh", lowering::emitCosh, std::cosh, std::cosh},
      {"asinh", lowering::emitAsinh, std::asinh, std::asinh},
      {"acosh", lowering::emitAcosh, std::acosh, std::acosh},
      {"atanh", lowering::emitAtanh, std::atanh, std::atanh},
      {"erfc", lowering::emitErfc, std::erfc, std::erfc},
      {"erf_inv", lowering::emitErfInv, erfInv, erfInv, 31},
      {"lgamma", lowering::emitLgamma, std::lgamma, std::lgamma},
      {"digamma", lowering::emitDigamma, digamma, digamma, 31},
      {"trigamma", emitPolygamma<1>, polygamma<double, 1>, polygamma<long double, 1>, 101},
      {"tetragamma", emitPolygamma<2>, polygamma<double, 2>, polygamma<long double, 2>, 101},
      {"polygamma7", emitPolygamma<7>, polygamma<double, 7>, polygamma<long double, 7>, 401},
      {"polygamma32", emitPolygamma<32>, polygamma<double, 32>, polygamma<long double, 32>, 1001},
  };
  return functions;
}

const std::vector<MathFunction2> &mathFunctions2() {
  static const std::vector<MathFunction2> functions = {{"pow", lowering::emitPow, std::pow},
                                                       {"atan2", lowering::emitAtan2, std::atan2}};
  return functions;
}

template <class T, class Exact> double ulps(T got, Exact exact) {
  constexpr double wrong = 1e30;
  T nearest = static_cast<T>(exact);
  if (std::isnan(nearest) || std::isnan(got))
    return std::isnan(nearest) && std::isnan(got) ? 0 : wrong;
  if (std::signbit(nearest) != std::signbit(got))
    return wrong;
  if (std::isinf(nearest) || std::isinf(got)) {
    T finite = std::isinf(nearest) ? got : nearest;
    return nearest == got ? 0 : std::abs(finite) == std::numeric_limits<T>::max() ? 1 : wrong;
  }
  T magnitude = std::max(std::abs(nearest), std::numeric_limits<T>::min());
  int last = std::ilogb(magnitude) - (std::numeric_limits<T>::digits - 1);
  return static_cast<double>(std::abs(static_cast<Exact>(got) - exact) / std::ldexp(Exact(1), last));
}

template double ulps<float, double>(float, double);
template double ulps<float, long double>(float, long double);
template double ulps<double, long double>(double, long double);

template <class Emit> static Jit compileLoop(int operands, bool f64, Emit emit) {
  return Jit(
      lowering::hostTarget(),
      [&](MLIRContext *context) {
        Type element = f64 ? Type(Float64Type::get(context)) : Type(Float32Type::get(context));
        return llvm::SmallVector<MemRefType>(operands + 1, flatMemref(element, mathCapacity));
      },
      [&](OpBuilder &b, Location loc, ValueRange arguments) {
        Value one = arith::ConstantIndexOp::create(b, loc, 1);
        auto loop = scf::ForOp::create(b, loc, arguments[operands + 1], arguments[operands + 2], one);
        b.setInsertionPointToStart(loop.getBody());
        llvm::SmallVector<Value> inputs;
        for (int i = 0; i < operands; ++i)
          inputs.push_back(memref::LoadOp::create(b, loc, arguments[i], loop.getInductionVar()));
        memref::StoreOp::create(b, loc, emit(b, loc, inputs), arguments[operands], loop.getInductionVar());
        if (!lowering::hostTarget().hasFma)
          lowering::splitFma(loop->getParentOfType<ModuleOp>());
        b.setInsertionPointAfter(loop);
      },
      vectorizingPasses);
}

Jit compileUnary(Value (*emit)(OpBuilder &, Location, Value), bool f64) {
  return compileLoop(1, f64, [=](OpBuilder &b, Location loc, ValueRange x) { return emit(b, loc, x[0]); });
}

Jit compileBinary(Value (*emit)(OpBuilder &, Location, Value, Value), bool f64) {
  return compileLoop(2, f64, [=](OpBuilder &b, Location loc, ValueRange x) { return emit(b, loc, x[0], x[1]); });
}

} // namespace burin::testing
