// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

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
TEST(Interrupt, IsOneHundredAndThirtyWithPartialCountsAndAReportThatSaysSo) {
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
  EXPECT_THAT(scratch.names(), testing::ElementsAre("r.json"));
  auto report = nlohmann::json::parse(scratch.read("r.json"));
  EXPECT_EQ(report["finished"], false);
  EXPECT_THAT(table, testing::ContainsRegex("incomplete +undecided +[0-9]+ +[0-9]+"));
  EXPECT_THAT(table, testing::HasSubstr("interrupted"));
}

constexpr const char* kShort = R"(epcheck: 1
name: short
kernel: v7.1
files:
  e: {kind: eventfd, count: 0}
threads:
  writer: {steps: [{write: {fd: e, value: 1}}]}
check: [deadlock]
expect: pass
)";

// Once the row of the short scenario is there, its results are in the files, and the other is being
// searched, which the naive search does not end.
TEST(Interrupt, AKilledRunLeavesWholeReportsOfWhatWasDone) {
  Scratch scratch;
  Child child =
      start({kBinary, scratch.write("short.yaml", kShort), kScenarios + "/exclusive.yaml",
             "--kernel", "v7.1", "--search", "naive", "--report", "json=" + scratch.path("r.json"),
             "--report", "tap=" + scratch.path("r.tap")});
  std::string table;
  for (char byte; !table.ends_with("\n") || table.find("\nshort ") == std::string::npos;
       table += byte)
    ASSERT_EQ(read(child.out, &byte, 1), 1);
  kill(child.id, SIGKILL);
  waitpid(child.id, nullptr, 0);
  close(child.out);
  auto report = nlohmann::json::parse(scratch.read("r.json"));
  EXPECT_EQ(report["finished"], false);
  EXPECT_EQ(report["results"].size(), 1u);
  EXPECT_THAT(scratch.read("r.tap"),
              testing::ContainsRegex("Bail out! ended after 1 of [0-9]+ cases\n"));
}

}  // namespace
}  // namespace epcheck::cli
