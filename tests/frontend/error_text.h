// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <burin/burin.h>

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

/// Fails unless the text holds every piece.
inline void expect_pieces(const std::string &text, std::initializer_list<const char *> pieces) {
  for (const char *piece : pieces)
    EXPECT_NE(text.find(piece), std::string::npos) << "missing: " << piece << "\nin: " << text;
}

/// What the error that `wrong` throws says; fails when it throws another one, or none.
template <class E, class F> std::string text_of_error(const F &wrong) {
  try {
    wrong();
  } catch (const E &error) {
    return error.what();
  } catch (const std::exception &error) {
    ADD_FAILURE() << "another error: " << error.what();
    return {};
  }
  ADD_FAILURE() << "nothing thrown";
  return {};
}

#define EXPECT_ERROR(type, statement, ...)                                                                             \
  try {                                                                                                                \
    statement;                                                                                                         \
    ADD_FAILURE() << "nothing thrown";                                                                                 \
  } catch (const type &error) {                                                                                        \
    expect_pieces(error.what(), {__VA_ARGS__});                                                                        \
  } catch (const std::exception &error) {                                                                              \
    ADD_FAILURE() << "another error: " << error.what();                                                                \
  }
