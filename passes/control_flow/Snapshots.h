// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "passes/control_flow/LoopWriter.h"

namespace burin::passes {

/// Which carries of a loop of unknown length are kept in a fixed number of places, and where. Numbers are int64[].
///
/// Forward, the carries before turns 0, s, 2 s, ... are kept. s, the stride, is 1 until all places are taken, and
/// doubles whenever they are: the carry of every other of these turns gives its place to a later one. Nothing is moved.
/// Backward, what is kept is a stack of turns; the places above its top serve to keep carries that are computed again
/// (docs/decisions/0004-reverse-mode-of-while.md).
class Snapshots {
public:
  Snapshots(LoopWriter &loops, int64_t capacity) : loops(loops), capacity(capacity) {}

  using Value = mlir::Value;
  static Value number(ir::Emit &emit, int64_t value);

  /// Arrays of one more row than there are places: the last one takes what is not kept.
  llvm::SmallVector<Value> empty(ir::Emit &emit, mlir::ValueRange carry) const;
  static Value read(ir::Emit &emit, Value rows, Value place);
  static Value write(ir::Emit &emit, Value rows, Value row, Value place);

  /// The stride from turn `turn` on, given the one before.
  Value strideAt(ir::Emit &emit, Value turn, Value stride) const;
  /// The place of the carry before a turn.
  Value placeAt(ir::Emit &emit, Value turn, Value stride) const;

  /// What is kept after so many turns, as a stack: how high it is, and of each level the turn and the place. The level
  /// above the highest one has the place of what is not kept.
  struct Stack {
    Value top, turns, places;
  };
  Stack stackAfter(ir::Emit &emit, Value numTurns, Value stride) const;
  /// The level above `top`.
  Value nextLevel(ir::Emit &emit, Value top) const;
  Value isFull(ir::Emit &emit, Value top) const;
  /// How many turns to run before the next carry is kept, `gap` (from 1) turns away from the one that is asked for, so
  /// that turns are repeated as seldom as the free levels allow.
  Value distance(ir::Emit &emit, Value top, Value gap) const;

private:
  Value multiplesOf(ir::Emit &emit, Value stride, int64_t count) const;
  Value placeOfKept(ir::Emit &emit, Value turns, Value stride) const;

  LoopWriter &loops;
  int64_t capacity;
};

} // namespace burin::passes
