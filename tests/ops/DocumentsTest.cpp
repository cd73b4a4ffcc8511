// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The pages that speak of all operations: docs/support.md is what the dialect says, docs/ops.md has a row for each.
#include "tests/ops/Program.h"
#include "tests/ops/SupportTable.h"

#include "llvm/ADT/StringSet.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

using namespace mlir;

namespace burin::tests {
namespace {

std::string fileText(const std::string &path) {
  std::ifstream file(std::string(BURIN_SOURCE) + "/" + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string textOf(const std::string &page) { return fileText("docs/" + page); }

const std::string heading = R"(<!-- SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception -->
# What each operation supports

Written by `BURIN_UPDATE_DOCS=1 build/bin/ops_test --gtest_filter='Documents.*'`, which asks the dialect; a test fails when
this page is not what it would write. What each operation means stands in [ops.md](ops.md).

- **dtypes** of the operands, in order where they differ, or of the result where there are none: any; numeric (not bool);
  floating (float16, bfloat16, float32, float64); integer.
- **jvp**: `zero` is a tangent that is zero by definition; empty where no operand is floating. What is refused raises a
  NotDifferentiableError with this reason.
- **transpose**: operands in each of which, the others being fixed, the operation is linear; a nonlinear operation is
  differentiated through its tangent, which is linear.
- **vmap**: the operation over a new leading axis of any of its operands.
- **lower**: `element` operations are computed where they are read, `kernel` operations are loop nests of their own.
- **fuses**: with which neighbours an operation becomes one kernel.

)";

TEST(Documents, supportTableIsWhatTheDialectSays) {
  std::string page = heading + supportTable();
  if (std::getenv("BURIN_UPDATE_DOCS"))
    std::ofstream(std::string(BURIN_SOURCE) + "/docs/support.md") << page;
  EXPECT_EQ(textOf("support.md"), page) << "run BURIN_UPDATE_DOCS=1 build/bin/ops_test --gtest_filter='Documents.*'";
}

TEST(Documents, supportTableTellsWhatRulesAnswer) {
  std::string table = supportTable();
  for (const char *row : {
           "| add | any | yes | operand 0, 1 | yes | element | into its consumer |\n",
           "| exp | floating | yes | no: the operation is not linear in its operands | yes | element |",
           "| not | integer or bool | | | yes | element |",
           "| sign | numeric | zero | no: its tangent is zero",
           "| select | bool, any, any | yes | operand 1, 2 | yes |",
           "| dot_general | numeric | yes | operand 0, 1 | yes | kernel | consumers |\n",
       })
    EXPECT_NE(table.find(row), std::string::npos) << row;
}

/// Names in the first column of the table of docs/ops.md.
llvm::StringSet<> describedOperations() {
  llvm::StringSet<> names;
  std::string page = textOf("ops.md");
  SmallVector<StringRef> lines, words;
  StringRef(page).split(lines, '\n');
  for (StringRef line : lines)
    if (line.consume_front("| ")) {
      words.clear();
      line.split('|').first.trim().split(words, ' ');
      for (StringRef word : words)
        names.insert(word);
    }
  return names;
}

TEST(Documents, eachOperationHasARow) {
  Context context;
  llvm::StringSet<> described = describedOperations();
  for (RegisteredOperationName name : context.get()->getRegisteredOperations())
    if (name.getDialectNamespace() == "burin" && !name.hasTrait<OpTrait::IsTerminator>()) {
      EXPECT_TRUE(described.contains(name.stripDialect())) << name.stripDialect().str() << " has no row in docs/ops.md";
    }
  EXPECT_FALSE(described.contains("no_such_operation"));
}

/// Blocks of the page that are indented by four spaces, without them.
std::vector<std::string> codeBlocks(const std::string &page) {
  std::vector<std::string> blocks;
  bool inside = false;
  SmallVector<StringRef> lines;
  StringRef(page).split(lines, '\n');
  for (StringRef line : lines) {
    bool isCode = line.consume_front("    ");
    if (isCode && !inside)
      blocks.emplace_back();
    inside = isCode || (inside && line.empty());
    if (inside)
      blocks.back() += (line + "\n").str();
  }
  return blocks;
}

/// The operation that is shown whole in docs/adding_an_op.md.
TEST(Documents, theWholeOperationStandsSoInTheTreeAndIsShort) {
  std::vector<std::string> blocks = codeBlocks(textOf("adding_an_op.md"));
  ASSERT_GE(blocks.size(), 3u);
  int64_t lines = 0;
  static const char *const files[] = {"compiler/ops/Transcendental.td", "compiler/ops/Transcendental.cpp",
                                      "tests/ops/samples/Transcendental.cpp"};
  for (auto [number, path] : llvm::enumerate(files)) {
    StringRef shown = StringRef(blocks[number]).rtrim();
    lines += shown.count('\n') + 1;
    EXPECT_NE(fileText(path).find(shown), std::string::npos) << path << " has no such lines:\n" << shown.str();
  }
  EXPECT_LE(lines, 40);
}

} // namespace
} // namespace burin::tests
