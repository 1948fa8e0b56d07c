// SPDX-License-Identifier: MIT
// Every benchmark program, at its smallest, has the verdict that the table of programs says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/program.h"
#include "bench/rows.h"

namespace epcheck::bench {
namespace {

using testing::Contains;
using testing::IsEmpty;

std::vector<std::string> violated(const Result& result) {
  std::vector<std::string> properties;
  for (const Violation& violation : result.violations) properties.push_back(violation.property);
  return properties;
}

std::vector<std::string> expected(const Program& program) {
  if (program.finds == nullptr) return {};
  return {program.finds};
}

class Programs : public testing::TestWithParam<Program> {};
INSTANTIATE_TEST_SUITE_P(, Programs, testing::ValuesIn(programs().begin(), programs().end()),
                         [](const auto& info) { return std::string(info.param.name); });

TEST_P(Programs, HasTheExpectedVerdict) {
  const Program& program = GetParam();
  Result result = check_program(program, program.smallest, {});
  EXPECT_EQ(violated(result), expected(program));
  EXPECT_TRUE(result.complete);
}

TEST(Rows, OfPeersNameProgramsThatHold) {
  for (const PeerRow& row : peer_rows()) {
    const Program* program = find_program(row.program);
    ASSERT_NE(program, nullptr) << row.program;
    EXPECT_EQ(program->finds, nullptr) << row.program;
    EXPECT_LE(row.size.n, kMost) << row.name();
  }
}

TEST(Rows, AreNamedByTheirParameters) {
  EXPECT_THAT(std::vector(peer_rows().begin(), peer_rows().end()),
              Contains(testing::ResultOf([](const PeerRow& r) { return r.name(); }, "rwlock-3-1")));
  EXPECT_EQ(epoll_rows().front().name(), "epoll-core-2-1-1-1-1");
}

TEST(Rows, TheSmallestEpollCoreHolds) {
  Result result = check_epoll_core(epoll_rows().front().parameters, {});
  EXPECT_EQ(result.verdict, Verdict::holds);
}

TEST(Bugs, SleepingWithoutASecondLookLosesAWakeUp) {
  EpollCore parameters{.waiters = 2, .callbacks = 1, .files = 1, .bug = 1};
  EXPECT_THAT(violated(check_epoll_core(parameters, {})), Contains("lost-wakeup"));
}

TEST(Bugs, AListEmptiedUnderTheReadSideLosesItsTail) {
  Size size{.n = 2, .bug = true};
  EXPECT_THAT(violated(check_program(*find_program("xchglist"), size, {})), Contains("assert"));
}

TEST(Bugs, ABarrierMakesNoDifferenceUnderSc) {
  Size size{.n = 2, .bug = true};
  EXPECT_THAT(violated(check_program(*find_program("sleepwake"), size, {})), IsEmpty());
}

}  // namespace
}  // namespace epcheck::bench
