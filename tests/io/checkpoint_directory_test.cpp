// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/frontend/error_text.h"
#include "tests/io/folder.h"

#include <burin/io.h>

using namespace burin;

namespace {

Array filled(int value) { return Array::of({value, value}); }

TEST(CheckpointDirectory, restores_the_latest_or_a_chosen_step) {
  const Folder folder;
  const io::CheckpointDirectory steps(folder / "deep/run");
  EXPECT_EQ(steps.latest_step(), std::nullopt);
  for (const int step : {0, 9, 100})
    steps.save(step, filled(step));
  EXPECT_EQ(steps.all_steps(), (std::vector<std::int64_t>{0, 9, 100}));
  Array x = filled(-1), y = filled(-1);
  EXPECT_EQ(steps.restore(x), 100);
  EXPECT_EQ(steps.restore(y, 9), 9);
  EXPECT_TRUE(tree::equal(x, filled(100)));
  EXPECT_TRUE(tree::equal(y, filled(9)));
  steps.save(100, std::make_tuple(x, y));
  EXPECT_EQ(steps.restore(std::tie(y, x)), 100);
  EXPECT_TRUE(tree::equal(x, filled(9)));
}

TEST(CheckpointDirectory, keeps_the_last_steps_and_other_files) {
  const Folder folder;
  for (const char *other : {"step_1.safetensors.old", "step_x.safetensors", "step_01.safetensors", "notes.txt"})
    write_file(folder / other, "");
  const io::CheckpointDirectory steps(folder.path(), {.max_to_keep = 2});
  for (const int step : {1, 2, 3, 10})
    steps.save(step, filled(step));
  EXPECT_EQ(steps.all_steps(), (std::vector<std::int64_t>{3, 10}));
  EXPECT_EQ(folder.names().size(), 6u);
  for (const int step : {4, 5}) // from an earlier step again
    steps.save(step, filled(step));
  EXPECT_EQ(steps.all_steps(), (std::vector<std::int64_t>{4, 5, 10}));
}

TEST(CheckpointDirectory, catches_what_is_not_there) {
  const Folder folder;
  const io::CheckpointDirectory steps(folder.path());
  Array x = filled(0);
  EXPECT_ERROR(IoError, steps.restore(x), "[io.CheckpointDirectory]", "no step was saved here");
  EXPECT_ERROR(IoError, steps.restore(x, 7), "step_7.safetensors cannot be opened");
  EXPECT_ERROR(IoError, steps.save(-1, x), "a step is 0 or more, got -1");
  write_file(folder / "file", "");
  EXPECT_ERROR(IoError, io::CheckpointDirectory(folder / "file"), "file cannot be made: ");
}

} // namespace
