// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/control.h"

#include <source_location>
#include <string>
#include <utility>

/// Calls of layers that are made of calls of others.
namespace burin::detail {

/// The line in force, or that of nobody.
SourceLine user_line();

/// f with everything in it recorded at one line.
template <class F> class AtLine {
public:
  using TransformedCallable = F;
  AtLine(const SourceLine &line, F f) : line_(line), f_(std::move(f)) {}

  template <class... A> auto operator()(A &&...arguments) const {
    const UserLine line(line_);
    return f_(std::forward<A>(arguments)...);
  }
  std::string identity() const
    requires(has_identity<F>())
  {
    return identity_of(f_);
  }

private:
  SourceLine line_;
  F f_;
};

/// f(arguments...), trees that are inputs; outside of traces as one program, kept by the type of f, the arguments'
/// structure and static values. Errors name the line of `where`, unless a user's line is in force.
template <class F, class... A>
auto composite_call(const std::source_location &where, const F &f, const A &...arguments) {
  const UserLine line{SourceLine(where)};
  const ControlSite site{Transform::library, user_line()};
  return run_control(site, AtLine<F>(site.line, f), arguments...);
}

} // namespace burin::detail
