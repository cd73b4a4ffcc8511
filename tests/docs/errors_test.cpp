// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/docs/example.h"

#include <burin/errors.h>

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

namespace {

std::string text_of(const std::string &path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// With BURIN_UPDATE_DOCS set the page gets the message that was raised; what changed is then reviewed by a
/// person.
void update_page(const Example &example, const std::string &message) {
  if (!std::getenv("BURIN_UPDATE_DOCS"))
    return;
  const std::string path = std::string(BURIN_SOURCE "/docs/") + example.page;
  std::string page = text_of(path);
  const std::string fence = "```text\n";
  std::size_t begin = page.find(fence);
  for (int i = 0; i < example.place; ++i)
    begin = page.find(fence, begin + 1);
  begin += fence.size();
  page.replace(begin, page.find("```", begin) - begin, message + "\n");
  std::ofstream(path) << page;
}

/// Without the namespace in which the example stands.
std::string as_documented(const Example &example, std::string message) {
  const std::string space = "wrong_" + std::string(example.name) + "::";
  for (std::size_t at; (at = message.find(space)) != std::string::npos;)
    message.erase(at, space.size());
  return message;
}

class Errors : public testing::TestWithParam<Example> {};

TEST_P(Errors, wrong_program_raises_the_documented_message) {
  try {
    GetParam().wrong();
    FAIL() << "the wrong program raised nothing";
  } catch (const burin::Error &error) {
    EXPECT_TRUE(typeid(error) == *GetParam().type) << "it is a " << typeid(error).name();
    const std::string message = as_documented(GetParam(), error.what());
    update_page(GetParam(), message);
    EXPECT_EQ(message, GetParam().message);
  }
}

TEST_P(Errors, right_program_runs) { EXPECT_NO_THROW(GetParam().right()); }

INSTANTIATE_TEST_SUITE_P(Documented, Errors, testing::ValuesIn(examples()),
                         [](const auto &info) { return std::string(info.param.name); });

TEST(Errors, every_class_has_a_section) {
  const std::string header = text_of(BURIN_SOURCE "/runtime/include/burin/errors.h");
  const std::string page = text_of(BURIN_SOURCE "/docs/errors.md");
  int classes = 0;
  for (std::size_t at = 0; (at = header.find("\nclass ", at)) != std::string::npos; ++at, ++classes) {
    const std::string name = header.substr(at + 7, header.find(' ', at + 7) - (at + 7));
    EXPECT_NE(page.find("\n## " + name + "\n"), std::string::npos) << name;
  }
  EXPECT_GE(classes, 19);
}

TEST(Errors, documents_the_message_of_an_unknown_target) {
  FILE *pipe = popen("BURIN_TARGET=pentium '" BURIN_BIN "/hello' 2>&1", "r");
  ASSERT_TRUE(pipe);
  std::string output;
  for (int c; (c = std::fgetc(pipe)) != EOF;)
    output += static_cast<char>(c);
  EXPECT_NE(pclose(pipe), 0);
  const std::size_t message = output.find("[compile]");
  ASSERT_NE(message, std::string::npos) << output;
  const std::size_t last_line = output.find("#compileerror", message);
  ASSERT_NE(last_line, std::string::npos) << output;
  EXPECT_NE(text_of(BURIN_SOURCE "/docs/errors.md").find(output.substr(message, last_line - message)),
            std::string::npos)
      << output;
}

TEST(Readme, shows_exactly_the_program_that_is_built) {
  const std::string program = text_of(BURIN_SOURCE "/docs/examples/readme.cpp");
  const std::string shown = program.substr(program.find('\n') + 1); // without the SPDX line
  EXPECT_NE(text_of(BURIN_SOURCE "/README.md").find("```cpp\n" + shown + "```\n"), std::string::npos);
}

} // namespace
