// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/Windows.h"
#include "tests/lowering/Compiled.h"

#include <gtest/gtest.h>

using burin::ir::WindowDims;
using namespace burin::testing;

/// Rows of an array, at indices of some rank.
static WindowDims rows(Value operand, Value indices) {
  WindowDims dims;
  int64_t leading = Emit::shapeOf(indices).size();
  dims.droppedAxes = dims.startAxes = {0};
  dims.indexVectorAxis = leading;
  dims.sizes = burin::ir::AxisList(Emit::shapeOf(operand));
  dims.sizes[0] = 1;
  for (size_t i = 1; i < dims.sizes.size(); ++i)
    dims.windowAxes.push_back(leading++);
  dims.clips = false;
  return dims;
}

static Value scatterRows(Emit &e, Value operand, Value indices, Value updates, llvm::StringRef kind) {
  return burin::ir::scatter(e, operand, indices, updates, rows(operand, indices), kind);
}

/// What it is computed from stays apart, and in memory.
static Value inMemory(Emit &e, Value x) { return e.barrier(e.exp(x))[0]; }

TEST(Scatter, applies_rows_in_order_and_ignores_what_is_outside) {
  for (const char *kind : {"set", "add", "mul", "min", "max"}) {
    SCOPED_TRACE(kind);
    Compiled c({"6x5xf32", "30xi32", "30x5xf32"}, [&](Emit &e, Values v) -> Results {
      return {scatterRows(e, v[0], v[1], v[2], kind), burin::ir::gather(e, v[0], v[1], rows(v[0], v[1]))};
    });
    c.check(8);
  }
}

TEST(Scatter, with_many_columns_and_fused_operands) {
  Compiled c({"4x7xi64", "4x7x200xf64"}, [](Emit &e, Values v) -> Results {
    auto type = mlir::RankedTensorType::get({16, 200}, e.b.getF64Type());
    return {scatterRows(e, e.zeros(type), v[0], e.neg(v[1]), "add")};
  });
  c.check(8);
  EXPECT_EQ(c.kernels(), 1);
}

TEST(Scatter, divides_lanes_and_columns) {
  Compiled c({"40x50x70xf32", "40x90xi32", "40x90x70xf32"}, [](Emit &e, Values v) -> Results {
    WindowDims dims;
    dims.windowAxes = {2};
    dims.droppedAxes = dims.startAxes = {1};
    dims.operandBatch = dims.indicesBatch = {0};
    dims.indexVectorAxis = 2;
    return {burin::ir::scatter(e, v[0], v[1], v[2], dims, "add")};
  });
  c.check(16);
}

TEST(Scatter, works_in_the_memory_of_an_operand_that_dies) {
  Compiled c({"64x8xf32", "5xi32", "5x8xf32"},
             [](Emit &e, Values v) -> Results { return {scatterRows(e, inMemory(e, v[0]), v[1], v[2], "add")}; });
  EXPECT_EQ(c.executable()->memory().temporaries, 0u);
  c.check(8);
}

TEST(Scatter, copies_an_operand_that_lives_on) {
  Compiled c({"64x8xf32", "5xi32", "5x8xf32"}, [](Emit &e, Values v) -> Results {
    Value x = inMemory(e, v[0]);
    return {e.barrier(scatterRows(e, x, v[1], v[2], "add"))[0], e.neg(x)};
  });
  c.check(8);
}

TEST(Scatter, does_not_write_over_what_its_updates_read) {
  Compiled c({"64x8xf32", "64xi32"}, [](Emit &e, Values v) -> Results {
    Value x = inMemory(e, v[0]);
    return {scatterRows(e, x, v[1], e.reverse(x, {0}), "set")};
  });
  EXPECT_EQ(c.executable()->memory().temporaries, 64u * 8 * 4);
  c.check(8);
}

TEST(Scatter, in_the_memory_of_a_donated_argument) {
  Compiled c({"64x8xf32", "5xi32", "5x8xf32"},
             [](Emit &e, Values v) -> Results { return {scatterRows(e, v[0], v[1], v[2], "add")}; });
  c.donate({{0, 0}});
  EXPECT_EQ(c.executable()->memory().donated, 64u * 8 * 4);
  c.checkDonated(8);
}

TEST(DynamicUpdateSlice, works_in_the_memory_of_an_operand_that_dies) {
  Compiled c({"64x8xf32", "3x2xf32", "i32"}, [](Emit &e, Values v) -> Results {
    return {e.value("dynamic_update_slice", {inMemory(e, v[0]), v[1], v[2], v[2]})};
  });
  EXPECT_EQ(c.executable()->memory().temporaries, 0u);
  c.check(4);
}
