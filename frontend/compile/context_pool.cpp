// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/compile/pipeline.h"
#include "frontend/compile/session.h"

#include <mutex>
#include <vector>

namespace burin::bridge {

namespace {

/// A context never frees types and attributes; after this many sessions it is replaced.
constexpr int sessions_per_context = 256;

struct Idle {
  std::unique_ptr<mlir::MLIRContext> context;
  int sessions;
};

struct ContextPool {
  std::mutex mutex;
  std::vector<Idle> idle;
};

ContextPool &context_pool() {
  static auto *pool = new ContextPool; // contexts outlive static destruction: threads may still compile at exit
  return *pool;
}

std::unique_ptr<mlir::MLIRContext> new_context() {
  auto context = std::make_unique<mlir::MLIRContext>(mlir::MLIRContext::Threading::DISABLED);
  mlir::DialectRegistry registry;
  register_dialects(registry);
  context->appendDialectRegistry(registry);
  context->loadAllAvailableDialects();
  return context;
}

} // namespace

PooledContext::PooledContext() {
  ContextPool &pool = context_pool();
  {
    std::lock_guard lock(pool.mutex);
    if (!pool.idle.empty()) {
      context_ = std::move(pool.idle.back().context);
      sessions_ = pool.idle.back().sessions;
      pool.idle.pop_back();
    }
  }
  if (!context_)
    context_ = new_context();
}

PooledContext::~PooledContext() {
  if (++sessions_ >= sessions_per_context)
    return;
  ContextPool &pool = context_pool();
  std::lock_guard lock(pool.mutex);
  pool.idle.push_back({std::move(context_), sessions_});
}

} // namespace burin::bridge
