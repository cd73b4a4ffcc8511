// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Generated contractions against a loop over all indices, for random shapes, layouts and divisions of the range.
#include "compiler/lowering/contraction/Contraction.h"
#include "tests/kernels/DotGenerals.h"
#include "tests/kernels/Jit.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <sstream>
#include <vector>

#include <sys/mman.h>
#include <unistd.h>

namespace burin::testing {
namespace {

using namespace mlir;
using lowering::ContractionAxis;
using lowering::ContractionShape;

ContractionShape shapeOf(const DotGeneral &dot, Type element) {
  return lowering::contractionShape(element, dot.lhs, dot.rhs, dot.lhsBatch, dot.rhsBatch, dot.lhsContract,
                                    dot.rhsContract);
}

int64_t extent(llvm::ArrayRef<ContractionAxis> axes) {
  int64_t size = 1;
  for (const ContractionAxis &axis : axes)
    size *= axis.size;
  return size;
}

int64_t offset(llvm::ArrayRef<ContractionAxis> axes, int64_t ContractionAxis::*stride, int64_t flat) {
  int64_t position = 0;
  for (size_t i = axes.size(); i-- > 0; flat /= axes[i].size)
    position += flat % axes[i].size * (axes[i].*stride);
  return position;
}

template <class T, class Sum>
std::vector<Sum> naive(const ContractionShape &s, const std::vector<T> &a, const std::vector<T> &b) {
  constexpr auto strideA = &ContractionAxis::strideA, strideB = &ContractionAxis::strideB;
  std::vector<Sum> c;
  for (int64_t batch = 0; batch < extent(s.batch); ++batch)
    for (int64_t m = 0; m < extent(s.m); ++m)
      for (int64_t n = 0; n < extent(s.n); ++n) {
        Sum sum = 0;
        for (int64_t k = 0; k < extent(s.k); ++k)
          sum +=
              static_cast<Sum>(a[offset(s.batch, strideA, batch) + offset(s.m, strideA, m) + offset(s.k, strideA, k)]) *
              static_cast<Sum>(b[offset(s.batch, strideB, batch) + offset(s.n, strideB, n) + offset(s.k, strideB, k)]);
        c.push_back(sum);
      }
  return c;
}

template <class T> Type elementOf(MLIRContext *context) {
  if constexpr (std::is_same_v<T, float>)
    return Float32Type::get(context);
  else if constexpr (std::is_same_v<T, double>)
    return Float64Type::get(context);
  else
    return IntegerType::get(context, 8 * sizeof(T));
}

template <class T> struct Compiled {
  Jit jit;
  int64_t chunks;
};

template <class T>
Compiled<T> compile(const DotGeneral &dot, int64_t resultSize,
                    const lowering::Target &target = lowering::hostTarget()) {
  int64_t chunks = 0;
  Jit jit(
      target,
      [&](MLIRContext *context) {
        Type element = elementOf<T>(context);
        auto flat = [&](int64_t size) { return flatMemref(element, std::max<int64_t>(1, size)); };
        return llvm::SmallVector<MemRefType>{flat(product(dot.lhs)), flat(product(dot.rhs)), flat(resultSize)};
      },
      [&](OpBuilder &b, Location loc, ValueRange arguments) {
        ContractionShape shape = shapeOf(dot, elementOf<T>(b.getContext()));
        chunks = lowering::contractionChunks(shape, target);
        lowering::emitContraction(b, loc, shape, target, arguments[0], arguments[1], arguments[2], arguments[3],
                                  arguments[4]);
      },
      leanPasses);
  return {std::move(jit), chunks};
}

/// A copy that ends where its page does: reading beyond it is a fault.
template <class T> class Fenced {
public:
  explicit Fenced(const std::vector<T> &values) {
    size_t page = static_cast<size_t>(sysconf(_SC_PAGESIZE)), bytes = values.size() * sizeof(T);
    whole = (bytes / page + 2) * page;
    memory = static_cast<char *>(mmap(nullptr, whole, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    mprotect(memory + whole - page, page, PROT_NONE);
    data = reinterpret_cast<T *>(memory + whole - page - bytes);
    std::copy(values.begin(), values.end(), data);
  }
  Fenced(const Fenced &) = delete;
  ~Fenced() { munmap(memory, whole); }

  T *data = nullptr;

private:
  char *memory = nullptr;
  size_t whole = 0;
};

template <class T>
std::vector<T> run(const Compiled<T> &kernel, const std::vector<T> &a, const std::vector<T> &b, int64_t size,
                   std::mt19937 *random) {
  constexpr int64_t guard = 64;
  const T mark = static_cast<T>(77);
  Fenced<T> left(a), right(b);
  std::vector<T> c(size + 2 * guard, mark);
  std::vector<int64_t> cuts = {0, kernel.chunks};
  for (int i = 0; random && i < 3 && kernel.chunks > 1; ++i)
    cuts.push_back((*random)() % kernel.chunks);
  std::sort(cuts.begin(), cuts.end());
  for (size_t i = 0; i + 1 < cuts.size(); ++i)
    kernel.jit(cuts[i], cuts[i + 1], left.data, right.data, c.data() + guard);
  auto untouched = [&](auto first) { return std::all_of(first, first + guard, [&](T x) { return x == mark; }); };
  EXPECT_TRUE(untouched(c.begin()) && untouched(c.end() - guard)) << "wrote outside the result";
  return {c.begin() + guard, c.end() - guard};
}

template <class T> T randomElement(std::mt19937 &random) {
  if constexpr (std::is_floating_point_v<T>)
    return static_cast<T>(static_cast<int>(random() % 33) - 16) / 8; // sums are exact in every order
  else
    return static_cast<T>(random());
}

template <class T> void check(const DotGeneral &dot, std::mt19937 &random) {
  SCOPED_TRACE(dot.text());
  std::vector<T> a(product(dot.lhs)), b(product(dot.rhs));
  std::generate(a.begin(), a.end(), [&] { return randomElement<T>(random); });
  std::generate(b.begin(), b.end(), [&] { return randomElement<T>(random); });
  using Sum = std::conditional_t<std::is_floating_point_v<T>, long double, T>;
  MLIRContext context;
  ContractionShape shape = shapeOf(dot, elementOf<T>(&context));
  std::vector<Sum> expected = naive<T, Sum>(shape, a, b);
  int64_t size = static_cast<int64_t>(expected.size());
  Compiled<T> kernel = compile<T>(dot, size);
  std::vector<T> whole = run(kernel, a, b, size, nullptr);
  EXPECT_EQ(whole, run(kernel, a, b, size, &random)) << "the result depends on the division";
  for (int64_t i = 0; i < size; ++i)
    if (whole[i] != static_cast<T>(expected[i])) {
      ADD_FAILURE() << "element " << i << " is " << whole[i] << ", not " << static_cast<T>(expected[i]);
      return;
    }
}

template <class T> void checkMany(int count, unsigned seed) {
  std::mt19937 random(seed);
  for (int i = 0; i < count && !::testing::Test::HasFailure(); ++i)
    check<T>(randomDot(random, 130, 2000000), random);
}

TEST(Contraction, randomF32) { checkMany<float>(120, 1); }
TEST(Contraction, randomF64) { checkMany<double>(60, 2); }
TEST(Contraction, randomI32) { checkMany<int32_t>(30, 3); }
TEST(Contraction, randomI64) { checkMany<int64_t>(10, 4); }

/// Shapes that take each way through the plan: long k, packing of both sides, vectors, transposition, empty sums.
TEST(Contraction, chosenShapes) {
  std::mt19937 random(5);
  const DotGeneral dots[] = {{{100, 70}, {70, 53}, {}, {}, {1}, {0}},
                             {{33, 1500}, {1500, 321}, {}, {}, {1}, {0}},
                             {{130, 1024}, {1024, 300}, {}, {}, {1}, {0}},
                             {{1027, 40}, {1027, 290}, {}, {}, {0}, {0}},
                             {{60, 700}, {310, 700}, {}, {}, {1}, {1}},
                             {{1, 257}, {257, 100}, {}, {}, {1}, {0}},
                             {{97, 300}, {300}, {}, {}, {1}, {0}},
                             {{300}, {300, 97}, {}, {}, {0}, {0}},
                             {{300, 97}, {300}, {}, {}, {0}, {0}},
                             {{97, 300}, {1, 300}, {}, {}, {1}, {1}},
                             {{300}, {300}, {}, {}, {0}, {0}},
                             {{5}, {7}, {}, {}, {}, {}},
                             {{}, {}, {}, {}, {}, {}},
                             {{4, 0}, {0, 3}, {}, {}, {1}, {0}},
                             {{0, 4}, {4, 3}, {}, {}, {1}, {0}},
                             {{24, 64, 10}, {24, 10, 65}, {0}, {0}, {2}, {1}},
                             {{8, 3, 64, 16}, {8, 3, 64, 16}, {0, 1}, {0, 1}, {3}, {3}},
                             {{200, 9, 30}, {9, 30, 77}, {}, {}, {1, 2}, {0, 1}},
                             {{50, 6, 70}, {70, 6, 40}, {}, {}, {1, 2}, {1, 0}}};
  for (const DotGeneral &dot : dots) {
    check<float>(dot, random);
    check<double>(dot, random);
  }
}

} // namespace
} // namespace burin::testing
