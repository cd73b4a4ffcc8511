// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A custom gradient of a function of a module: bwd returns a module, like grad.
#include <burin/burin.h>

#include <cstdio>

using namespace burin;

struct Foo {
  Array x, y;
};

int main() {
  auto f = custom_vjp([](const Foo &m) { return sin(m.x) * m.y; });
  f.defvjp([](const Foo &m) { return std::pair{sin(m.x) * m.y, std::tuple{cos(m.x), sin(m.x), m}}; },
           [](const auto &residuals, const Array &g) {
             const auto &[cosine, sine, m] = residuals;
             return std::tuple{Foo{.x = cosine * g * m.y, .y = sine * g}};
           });
  const Foo g = grad(f)(Foo{1.f, 2.f});
  std::printf("grad          %.7f %.7f\n", g.x.item<float>(), g.y.item<float>());

  const Foo jitted = jit(grad(f))(Foo{1.f, 2.f});
  std::printf("jit(grad)     %.7f %.7f\n", jitted.x.item<float>(), jitted.y.item<float>());

  const Foo rows{Array::of({1.f, 0.3f}), Array::of({2.f, -1.7f})};
  const Foo each = vmap(grad(f))(rows);
  std::printf("vmap(grad)[1] %.7f %.7f\n", each.x[1].item<float>(), each.y[1].item<float>());

  check_grads(f, Foo{1.f, 2.f}, {.order = 1, .forward = false}); // throws where the rule is wrong
  std::printf("the rule agrees with finite differences\n");
}
