// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/nn/rnn.h"

#include "burin/create.h"
#include "burin/errors.h"
#include "burin/ops.h"
#include "frontend/nn/message.h"

namespace burin::detail {

namespace {

/// x [extents of lengths...] as [extents of lengths..., 1...], to be broadcast over `target`.
Array beside(const Array &x, const Array &target) {
  Shape shape = x.shape();
  while (shape.ndim() < target.ndim())
    shape.push_back(1);
  return reshape(x, shape);
}

} // namespace

Array time_first(const Array &x, bool time_major) { return time_major ? x : moveaxis(x, -2, 0); }
Array time_back(const Array &x, bool time_major) { return time_major ? x : moveaxis(x, 0, -2); }

void check_sequences(const Array &x, bool time_major, const Array &lengths, std::source_location where) {
  if (x.ndim() < 2)
    throw ShapeError(nn::message("nn.Rnn",
                                 std::string("x has no time axis; expected ") +
                                     (time_major ? "[time, batch..., features]" : "[batch..., time, features]") +
                                     ", got " + nn::type_text(x),
                                 where, "A single step is a call of the cell: cell(carry, x).", "shapeerror"));
  if (lengths.is_none())
    return;
  Shape batch;
  const std::size_t first = time_major ? 1 : 0;
  for (std::size_t i = 0; i + 2 < x.ndim(); ++i)
    batch.push_back(x.shape()[i + first]);
  if (lengths.shape() != batch)
    throw ShapeError(nn::message("nn.Rnn",
                                 "seq_lengths do not fit the batch axes of x; expected " + batch.str() + ", got " +
                                     lengths.shape().str(),
                                 where, "One length for each sequence.", "shapeerror"));
  if (!is_integer(lengths.dtype()))
    throw DTypeError(
        nn::message("nn.Rnn", "seq_lengths are no integers; expected an integer dtype, got " + nn::type_text(lengths),
                    where, "Convert with astype(i32).", "dtypeerror"));
}

Array flip_sequences(const Array &x, const Array &lengths) {
  const std::int64_t steps = x.shape()[0];
  if (lengths.is_none() || steps == 0)
    return flip(x, 0);
  const Array ends = expand_dims(lengths.astype(i32), 0);
  const Array from_the_end = ends - 1 - beside(burin::arange(steps), ends);
  const Array source = where(from_the_end < 0, from_the_end + steps, from_the_end);
  return take_along_axis(x, broadcast_to(beside(source, x), x.shape()), 0);
}

Array while_it_lasts(const Array &step, const Array &lengths, const Array &now, const Array &before) {
  return where(beside(step < lengths, now), now, before);
}

} // namespace burin::detail
