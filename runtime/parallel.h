// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstdint>
#include <string>

/// What compiled kernels call.
extern "C" {

/// Runs body(ptrs, lo, hi) over disjoint ranges that cover [0, n), each a multiple of `grain` long except the last, on
/// the calling thread and on the pool's. Returns when all are done. The caller can finish alone; callable from several
/// threads at once and from within a body.
void burin_parallel_for(void (*body)(void **ptrs, std::int64_t lo, std::int64_t hi), void **ptrs, std::int64_t n,
                        std::int64_t grain);

/// Memory of the calling thread, at least `bytes`, 64-byte aligned, valid until the thread's next call. Throws
/// std::bad_alloc, which compiled code cannot pass on: whoever calls it reserves what it will ask for. A parallel loop
/// reserves as much for the threads that help.
void *burin_scratch(std::int64_t bytes);
}

namespace burin::runtime {

/// Threads that take part, the caller included: BURIN_NUM_THREADS, or those the process may run on.
int num_threads();
/// What is wrong with BURIN_NUM_THREADS, or nothing. Compiled code cannot fail: the compiler refuses to work.
const std::string &num_threads_problem();

} // namespace burin::runtime
