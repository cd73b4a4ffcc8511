// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/lowering/Compiled.h"

#include <gtest/gtest.h>

using namespace burin::testing;

namespace {

Value dot(Emit &e, Value x, Value y, int64_t contractX, int64_t contractY) {
  return e.dotGeneral(x, y, {}, {}, {contractX}, {contractY});
}

Value rows(Emit &e, Value vector, Value like) { return e.broadcast(vector, Emit::shapeOf(like), {1}); }
Value columns(Emit &e, Value vector, Value like) { return e.broadcast(vector, Emit::shapeOf(like), {0}); }

/// Parameters w1 [64,128], b1, w2 [128,10], b2; their first and second moments; step; images [64,64]; labels
/// [64].
Results trainStep(Emit &e, Values a) {
  Value x = a[13], labels = a[14];
  Value z1 = dot(e, x, a[0], 1, 0);
  z1 = e.add(z1, rows(e, a[1], z1));
  Value h = e.max(z1, e.scalar(0, z1));
  Value z2 = dot(e, h, a[2], 1, 0);
  z2 = e.add(z2, rows(e, a[3], z2));
  Value shifted = e.sub(z2, columns(e, e.reduceMax(z2, {1}), z2));
  Value p = e.exp(shifted), sum = e.reduceSum(p, {1});
  Value hot =
      e.convert(e.compare(e.iota(e.b.getI32Type(), {64, 10}, 1), columns(e, labels, z2), "eq"), e.b.getF32Type());
  Value picked = e.reduceSum(e.mul(hot, shifted), {1});
  Value losses = e.sub(e.log(sum), picked);
  Value loss = e.mul(e.reduceSum(losses, {0}), e.scalar(1.0 / 64, a[12]));

  Value g2 = e.mul(e.sub(e.div(p, columns(e, sum, p)), hot), e.scalar(1.0 / 64, p));
  Value dh = dot(e, g2, a[2], 1, 1);
  Value g1 = e.select(e.compare(z1, e.scalar(0, z1), "gt"), dh, e.zeros(Emit::typeOf(dh)));
  Value gradients[] = {dot(e, x, g1, 0, 0), e.reduceSum(g1, {0}), dot(e, h, g2, 0, 0), e.reduceSum(g2, {0})};

  Results results{loss};
  Value step = e.add(a[12], e.scalar(1, a[12]));
  Value c1 = e.sub(e.scalar(1, step), e.pow(e.scalar(0.9, step), step));
  Value c2 = e.sub(e.scalar(1, step), e.pow(e.scalar(0.999, step), step));
  for (int i = 0; i < 4; ++i) {
    Value g = gradients[i], w = a[i];
    auto all = [&](Value scalar) { return e.broadcast(scalar, Emit::shapeOf(w), {}); };
    Value m = e.add(e.mul(e.scalar(0.9, w), a[4 + i]), e.mul(e.scalar(0.1, w), g));
    Value v = e.add(e.mul(e.scalar(0.999, w), a[8 + i]), e.mul(e.scalar(0.001, w), e.mul(g, g)));
    Value size = e.add(e.sqrt(e.div(v, all(c2))), e.scalar(1e-8, w));
    results.push_back(e.sub(w, e.mul(e.scalar(3e-3, w), e.div(e.div(m, all(c1)), size))));
    results.push_back(m);
    results.push_back(v);
  }
  results.push_back(step);
  return results;
}

std::vector<std::string> trainStepTypes() {
  std::vector<std::string> types;
  for (int i = 0; i < 3; ++i)
    types.insert(types.end(), {"64x128xf32", "128xf32", "128x10xf32", "10xf32"});
  types.insert(types.end(), {"f32", "64x64xf32", "64xi32"});
  return types;
}

/// Inputs of a step in the middle of training.
std::vector<burin::ir::Literal> trainStepInputs(Compiled &step) {
  std::vector<burin::ir::Literal> inputs = step.inputs(1);
  for (int i = 0; i < 12; ++i) // small parameters: no denormal numbers, which cost 100 cycles each
    for (int64_t j = 0; j < inputs[i].size(); ++j)
      inputs[i].setReal(j, inputs[i].real(j) * 0.1);
  for (int moment = 8; moment < 12; ++moment)
    for (int64_t i = 0; i < inputs[moment].size(); ++i)
      inputs[moment].setReal(i, inputs[moment].real(i) * inputs[moment].real(i));
  inputs[12].setReal(0, 3);
  return inputs;
}

} // namespace

TEST(TrainStep, equals_the_evaluator) {
  Compiled step(trainStepTypes(), trainStep);
  step.check(4, trainStepInputs(step));
}

TEST(TrainStep, is_few_kernels) { EXPECT_LT(Compiled(trainStepTypes(), trainStep).kernels(), 24); }
