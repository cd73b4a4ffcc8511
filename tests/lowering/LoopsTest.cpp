// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Loops and branches in the native program, against the reference.
#include "tests/lowering/Loops.h"

#include <gtest/gtest.h>

using burin::ir::Literal;
using namespace burin::testing;

/// An axis of extent 1 for a scalar or a row.
static Value plusOne(Emit &e, Value x) { return e.add(x, e.scalar(1, x)); }

static Value startAt(Emit &e, Value x, Value turn, const std::vector<int64_t> &sizes) {
  Results operands{x, turn};
  for (size_t axis = 1; axis < sizes.size(); ++axis)
    operands.push_back(e.scalar(0, turn));
  return e.value("dynamic_slice", operands, e.axes("slice_sizes", sizes));
}

static Value updateAt(Emit &e, Value x, Value update, Value turn) {
  Results operands{x, update, turn};
  for (int64_t axis = 1; axis < Emit::typeOf(x).getRank(); ++axis)
    operands.push_back(e.scalar(0, turn));
  return e.value("dynamic_update_slice", operands);
}

TEST(Loops, while_with_scalars_runs_until_its_condition_fails) {
  Compiled c({"i32", "f32", "f32"}, [](Emit &e, Values v) -> Results {
    return whileLoop(
        e, {e.scalar(0, v[0]), v[1]}, [](Emit &e, Values v) -> Results { return {e.compare(v[0], v[2], "lt")}; },
        [](Emit &e, Values v) -> Results { return {plusOne(e, v[0]), e.add(e.mul(v[1], v[2]), e.scalar(0.5, v[1]))}; },
        {v[0]}, {v[2]});
  });
  for (int turns : {-1, 0, 1, 2, 17}) {
    std::vector<Literal> in = c.inputs(1);
    in[0].setInteger(0, turns);
    c.check(8, in);
  }
}

TEST(Loops, while_with_arrays_of_all_sizes) {
  Compiled c({"5xf32", "1000xf64", "0x3xf32", "40xbf16", "i1", "3xui8"}, [](Emit &e, Values v) -> Results {
    return repeat(e, 4, Results(v.begin(), v.end()), [](Emit &e, Values v) -> Results {
      return {plusOne(e, v[1]), e.mul(v[2], e.scalar(0.5, v[2])), v[3], e.add(v[4], v[4]), e.logicalNot(v[5]),
              e.add(v[6], v[6])};
    });
  });
  c.check();
}

TEST(Loops, no_turn_leaves_the_first_values) {
  Compiled c({"5xf32", "300xf32"}, [](Emit &e, Values v) -> Results {
    Results last = repeat(e, 0, {v[0], v[1]}, [](Emit &e, Values v) -> Results { return {e.neg(v[1]), e.neg(v[2])}; });
    return {last[0], last[1], e.neg(last[1])};
  });
  c.check();
}

TEST(Loops, permuted_carries_are_right) {
  for (const char *type : {"f32", "7xf32", "500xf32"}) {
    Compiled c({type, type, type}, [](Emit &e, Values v) -> Results {
      return repeat(e, 5, {v[0], v[1], v[2]},
                    [](Emit &e, Values v) -> Results { return {v[2], v[3], e.add(v[1], v[2])}; });
    });
    c.check();
    c.checkDonated();
  }
}

TEST(Loops, carries_that_are_equal_or_pass_through_are_right) {
  Compiled c({"500xf32", "500xf32", "500xf32"}, [](Emit &e, Values v) -> Results {
    Results last = repeat(e, 3, {v[0], v[1], v[2], v[0]}, [](Emit &e, Values v) -> Results {
      Value sum = e.add(v[1], v[3]);
      return {sum, v[2], sum, v[2]};
    });
    last.push_back(v[0]);
    return last;
  });
  c.check();
}

TEST(Loops, a_carry_that_is_read_after_it_is_written_stands_beside) {
  Compiled c({"24x24xf32", "24x24xf32"}, [](Emit &e, Values v) -> Results {
    return repeat(e, 3, {v[0]},
                  [](Emit &e, Values v) -> Results {
                    Value product = e.dotGeneral(v[1], v[2], {}, {}, {1}, {0});
                    return {e.add(product, e.transpose(v[1], {1, 0}))};
                  },
                  {v[1]});
  });
  c.check(40, c.inputs(1), 500);
}

TEST(Loops, captures_and_constants_are_read_in_each_turn) {
  Compiled c({"f32", "3xf32", "400xf32"}, [](Emit &e, Values v) -> Results {
    return repeat(e, 3, {v[0], v[1], v[2]},
                  [](Emit &e, Values v) -> Results {
                    Value scaled = e.mul(v[3], e.broadcast(v[4], {400}, {}));
                    return {e.add(v[1], v[4]), e.add(v[2], v[5]), e.add(scaled, v[6])};
                  },
                  {e.exp(v[0]), v[1], e.scalar(3, v[2])});
  });
  c.check();
}

TEST(Loops, a_large_carry_is_updated_in_place) {
  Compiled c({"1000x64xf32"}, [](Emit &e, Values v) -> Results {
    return repeat(e, 7, {v[0]}, [](Emit &e, Values v) -> Results {
      Value row = startAt(e, v[1], v[0], {1, 64});
      return {updateAt(e, v[1], e.mul(row, row), v[0])};
    });
  });
  EXPECT_LE(c.executable()->memory().temporaries, 512u);
  c.check();
  c.checkDonated();
}

TEST(Scan, gives_the_carry_and_its_rows) {
  for (bool reverse : {false, true})
    for (int64_t unroll : {1, 2, 3, 20}) {
      Compiled c({"4xf32", "10x4xf32", "10xi32", "4xf32"}, [&](Emit &e, Values v) -> Results {
        return scan(e, {v[0]}, {v[1], v[2]}, {v[3]}, {10, reverse, unroll}, [](Emit &e, Values v) -> Results {
          Value next = e.add(e.mul(v[0], v[3]), v[1]);
          return {next, e.exp(v[1]), e.add(v[2], v[2]), next, e.reduceSum(next, {0})};
        });
      });
      c.check(30);
    }
}

TEST(Scan, of_large_rows_reads_and_writes_them_where_they_are) {
  Compiled c({"600xf32", "9x600xf32"}, [](Emit &e, Values v) -> Results {
    return scan(e, {v[0]}, {v[1]}, {}, {9},
                [](Emit &e, Values v) -> Results { return {e.add(v[0], v[1]), e.mul(v[0], v[1])}; });
  });
  EXPECT_EQ(c.executable()->memory().temporaries, 0u);
  c.check();
}

TEST(Scan, of_a_contraction_writes_its_row_and_copies_it_to_the_carry) {
  Compiled c({"8x32xf32", "9x8x32xf32", "32x32xf32"}, [](Emit &e, Values v) -> Results {
    return scan(e, {v[0]}, {v[1]}, {v[2]}, {9}, [](Emit &e, Values v) -> Results {
      Value product = e.dotGeneral(v[0], v[2], {}, {}, {1}, {0});
      Value next = e.tanh(e.add(e.mul(product, e.scalar(0.1, product)), v[1]));
      return {next, next};
    });
  });
  EXPECT_LE(c.executable()->memory().temporaries, 1024u) << "beside the product nothing: the carry comes from its row";
  c.check(60);
}

TEST(Scan, without_rows_without_carry_without_turns) {
  Compiled onlyCarry({"f32"}, [](Emit &e, Values v) -> Results {
    return scan(e, {v[0]}, {}, {}, {5}, [](Emit &e, Values v) -> Results { return {e.mul(v[0], v[0])}; });
  });
  onlyCarry.check(100);
  Compiled map({"6x3xf32"}, [](Emit &e, Values v) -> Results {
    return scan(e, {}, {v[0]}, {}, {6}, [](Emit &e, Values v) -> Results { return {e.neg(v[0])}; });
  });
  map.check();
  Compiled none({"3xf32", "0x3xf32"}, [](Emit &e, Values v) -> Results {
    return scan(e, {v[0]}, {v[1]}, {}, {0}, [](Emit &e, Values v) -> Results { return {v[1], v[0]}; });
  });
  none.check();
  Compiled one({"3xf32", "1x3xf32"}, [](Emit &e, Values v) -> Results {
    return scan(e, {v[0]}, {v[1]}, {}, {1}, [](Emit &e, Values v) -> Results { return {v[1], v[0]}; });
  });
  one.check();
}

static Compiled::Body doubled = [](Emit &e, Values v) -> Results { return {e.add(v[0], v[0]), v[1]}; };
static Compiled::Body swapped = [](Emit &, Values v) -> Results { return {v[1], v[0]}; };
static Compiled::Body summed = [](Emit &e, Values v) -> Results {
  Value sum = e.add(v[0], v[1]);
  return {sum, sum};
};

TEST(Branches, move_the_index_into_their_range) {
  for (const char *type : {"f32", "300xf32"}) {
    Compiled c({"i32", type, type}, [](Emit &e, Values v) -> Results {
      return branchOn(e, v[0], {v[1], v[2]}, {doubled, swapped, summed});
    });
    for (int64_t index : {-7, 0, 1, 2, 3, 1000}) {
      std::vector<Literal> in = c.inputs(1);
      in[0].setInteger(0, index);
      c.check(4, in);
    }
    c.checkDonated();
  }
}

TEST(Branches, one_and_two) {
  Compiled one({"i32", "40xf32", "40xf32"},
               [](Emit &e, Values v) -> Results { return branchOn(e, v[0], {v[1], v[2]}, {summed}); });
  one.check();
  Compiled two({"i1", "40xf32", "40xf32"}, [](Emit &e, Values v) -> Results {
    return branchOn(e, e.convert(v[0], e.b.getI32Type()), {v[1], v[2]}, {summed, swapped});
  });
  for (bool on : {false, true}) {
    std::vector<Literal> in = two.inputs(1);
    in[0].setInteger(0, on);
    two.check(4, in);
  }
}

TEST(Branches, that_leave_a_large_carry_as_it_is_copy_nothing) {
  Compiled c({"1000x64xf32"}, [](Emit &e, Values v) -> Results {
    return repeat(e, 6, {v[0]}, [](Emit &e, Values v) -> Results {
      Value odd = e.rem(v[0], e.scalar(2, v[0]));
      auto update = [](Emit &e, Values v) -> Results {
        Value row = startAt(e, v[0], v[1], {1, 64});
        return {updateAt(e, v[0], e.mul(row, row), v[1])};
      };
      return branchOn(e, odd, {v[1], v[0]}, {[](Emit &, Values v) -> Results { return {v[0]}; }, update});
    });
  });
  EXPECT_LE(c.executable()->memory().temporaries, 512u);
  c.check();
}

TEST(Loops, nest) {
  Compiled c({"3xf32", "200xf32", "5x4xf32"}, [](Emit &e, Values v) -> Results {
    return repeat(e, 3, {v[0], v[1]},
                  [](Emit &e, Values v) -> Results {
                    Results inner =
                        repeat(e, 2, {v[2]},
                               [](Emit &e, Values v) -> Results { return {e.add(v[1], e.broadcast(v[2], {200}, {}))}; },
                               {e.reduceSum(v[1], {0})});
                    Results rows = scan(e, {v[1]}, {v[3]}, {}, {5}, [](Emit &e, Values v) -> Results {
                      return {e.add(v[0], e.slice(v[1], {0}, {3})), e.reduceSum(v[1], {0})};
                    });
                    return {e.add(rows[0], e.broadcast(e.reduceSum(rows[1], {0}), {3}, {})), inner[0]};
                  },
                  {v[2]});
  });
  c.check(60);
}

TEST(Loops, stand_in_branches_and_branches_in_loops) {
  Compiled c({"i32", "150xf32", "f32"}, [](Emit &e, Values v) -> Results {
    auto loop = [](Emit &e, Values v) -> Results {
      return repeat(e, 3, {v[0], v[1]}, [](Emit &e, Values v) -> Results {
        Value odd = e.rem(v[0], e.scalar(2, v[0]));
        return branchOn(e, odd, {v[1], v[2]},
                        {[](Emit &e, Values v) -> Results { return {e.mul(v[0], v[0]), plusOne(e, v[1])}; },
                         [](Emit &e, Values v) -> Results { return {plusOne(e, v[0]), e.neg(v[1])}; }});
      });
    };
    return branchOn(e, v[0], {v[1], v[2]}, {loop, [](Emit &, Values v) -> Results { return {v[0], v[1]}; }});
  });
  for (int64_t index : {0, 1}) {
    std::vector<Literal> in = c.inputs(1);
    in[0].setInteger(0, index);
    c.check(30, in);
  }
}

TEST(Loops, what_comes_before_and_behind_is_in_order) {
  Compiled c({"64xf32", "i32"}, [](Emit &e, Values v) -> Results {
    Value before = e.exp(v[0]);
    Results loop = repeat(e, 2, {before}, [](Emit &e, Values v) -> Results { return {e.add(v[1], v[1])}; });
    Value between = e.mul(loop[0], before);
    Results second = repeat(e, 2, {between}, [](Emit &e, Values v) -> Results { return {e.neg(v[1])}; });
    return {e.add(second[0], loop[0]), e.reduceSum(e.mul(second[0], before), {0}), before};
  });
  c.check(30);
}

TEST(Loops, functions_that_several_loops_name_are_planned_for_each) {
  Compiled c(R"(
func.func private @turn(%x: tensor<200xf32>) -> tensor<200xf32> {
  %t = burin.reverse %x {dimensions = array<i64: 0>} : tensor<200xf32> -> tensor<200xf32>
  %r = burin.add %x, %t : tensor<200xf32>, tensor<200xf32> -> tensor<200xf32>
  return %r : tensor<200xf32>
}
func.func @main(%i: tensor<i32>, %x: tensor<200xf32>) -> (tensor<200xf32>, tensor<200xf32>) {
  %a = burin.scan @turn(%x) {operand_counts = array<i64: 1, 0, 0>, length = 3 : i64} : (tensor<200xf32>) -> tensor<200xf32>
  %b = burin.case [@turn, @turn](%i, %a) {operand_counts = array<i64: 1, 0, 0>} : (tensor<i32>, tensor<200xf32>) -> tensor<200xf32>
  %c = burin.scan @turn(%b) {operand_counts = array<i64: 1, 0, 0>, length = 2 : i64} : (tensor<200xf32>) -> tensor<200xf32>
  return %b, %c : tensor<200xf32>, tensor<200xf32>
})");
  c.check(30);
}

TEST(Loops, that_are_equal_share_their_kernels) {
  auto kernels = [](int loops) {
    Compiled c({"200xf32"}, [&](Emit &e, Values v) -> Results {
      Results x{v[0]};
      for (int i = 0; i < loops; ++i)
        x = repeat(e, 3, x, [](Emit &e, Values v) -> Results { return {e.mul(e.exp(v[1]), e.scalar(0.1, v[1]))}; });
      return x;
    });
    return c.kernels();
  };
  EXPECT_EQ(kernels(12), kernels(2));
}

TEST(Loops, with_donated_carries_take_no_memory) {
  Compiled c({"5000xf32", "5000xf32"}, [](Emit &e, Values v) -> Results {
    return repeat(e, 3, {v[0]}, [](Emit &e, Values v) -> Results { return {e.add(v[1], v[2])}; }, {v[1]});
  });
  c.donate({{0, 0}});
  auto donations = c.executable()->donations();
  ASSERT_EQ(donations.size(), 1u);
  EXPECT_EQ(donations[0].argument, 0);
  EXPECT_LE(c.executable()->memory().temporaries, 64u); // the number of the turn
  c.checkDonated();
  c.check();
}

TEST(Loops, are_told_in_the_text_of_the_plan) {
  Compiled c({"500xf32"}, [](Emit &e, Values v) -> Results {
    return repeat(e, 2, {v[0]}, [](Emit &e, Values v) -> Results {
      return {e.add(v[1], e.broadcast(e.barrier(e.reduceSum(v[1], {0}))[0], {500}, {}))};
    });
  });
  std::string fused = c.until("fused"), planned = c.until("planned");
  EXPECT_NE(fused.find("burin.while @f1 do @f2"), std::string::npos) << fused;
  EXPECT_NE(fused.find("call @k"), std::string::npos) << fused;
  EXPECT_NE(planned.find("[\"stack "), std::string::npos) << planned;
  EXPECT_NE(planned.find("\"argument 1\""), std::string::npos) << planned;
}
