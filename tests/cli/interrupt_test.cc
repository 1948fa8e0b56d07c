// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include "tests/cli/binary.h"
#include "tests/cli/scratch.h"

namespace epcheck::cli {
namespace {

/// The command, running; its stdout can be read.
struct Child {
  pid_t id;
  int out;
};

Child start(std::vector<std::string> arguments) {
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  int ends[2];
  EXPECT_EQ(pipe(ends), 0);
  pid_t id = fork();
  if (id == 0) {
    dup2(ends[1], STDOUT_FILENO);
    dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
    execv(argv[0], argv.data());
    _exit(127);
  }
  close(ends[1]);
  return {id, ends[0]};
}

// The naive search of a program with an endless loop does not end by itself; the first byte of the
// table says that the search is about to begin.
TEST(Interrupt, IsOneHundredAndThirtyWithPartialCountsAndLeavesNoFile) {
  Scratch scratch;
  Child child = start({kBinary, kScenarios + "/exclusive.yaml", "--search", "naive", "--report",
                       "json=" + scratch.path("r.json")});
  char byte;
  ASSERT_EQ(read(child.out, &byte, 1), 1);
  kill(child.id, SIGINT);
  std::string table;
  while (read(child.out, &byte, 1) == 1) table += byte;
  int status = 0;
  ASSERT_EQ(waitpid(child.id, &status, 0), child.id);
  close(child.out);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 130);
  EXPECT_TRUE(scratch.names().empty());
  EXPECT_THAT(table, testing::ContainsRegex("incomplete +undecided +[0-9]+ +[0-9]+"));
  EXPECT_THAT(table, testing::HasSubstr("interrupted"));
}

}  // namespace
}  // namespace epcheck::cli
