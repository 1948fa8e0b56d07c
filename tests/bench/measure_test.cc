// SPDX-License-Identifier: MIT
// The table tells the truth about rows that go wrong, and about peers that do not finish.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <cstdlib>

#include "bench/line.h"
#include "bench/measure.h"

namespace epcheck::bench {
namespace {

using testing::HasSubstr;

TEST(Measure, WorkRunsInAnotherProcessAndReturnsItsText) {
  int here = 1;
  Measured measured = measure([&] { return std::to_string(++here); }, 10);
  EXPECT_EQ(measured.output, "2");
  EXPECT_EQ(here, 1);
}

TEST(Measure, ACrashIsToldByItsSignal) {
  Measured measured = measure(
      []() -> std::string {
        std::raise(SIGKILL);
        return "";
      },
      10);
  EXPECT_EQ(measured.signal, SIGKILL);
}

TEST(Measure, WorkThatNeedsTooMuchCpuTimeIsEnded) {
  Measured measured = measure(
      []() -> std::string {
        for (std::atomic<unsigned> count = 0;;) ++count;
      },
      1);
  EXPECT_EQ(measured.signal, SIGXCPU);
  EXPECT_GT(measured.cpu_seconds, 0.9);
}

TEST(Measure, ACommandThatDoesNotExistFails) {
  EXPECT_NE(measure_command({"epcheck-no-such-command"}, "/", 10).exit_code, 0);
}

Line line_with(double seconds, double peer_seconds) {
  Line line{.row = "r", .seconds = seconds, .finished = true};
  line.peer = {.name = "GenMC", .finished = true, .seconds = peer_seconds};
  return line;
}

TEST(Lines, RatioIsOursByThePeers) { EXPECT_DOUBLE_EQ(line_with(1, 4).ratio(), 0.25); }

TEST(Lines, ARowThatHasNotFinishedHasNoRatioAndIsInNoSum) {
  Line unfinished = line_with(1, 100);
  unfinished.finished = false;
  EXPECT_EQ(unfinished.ratio(), 0);
  EXPECT_THAT(summary({line_with(1, 4), unfinished}),
              HasSubstr("GenMC: 1 of 2 rows finished; on 1 that both finished"));
}

TEST(Lines, APeerThatHasNotFinishedSaysWhy) {
  Line line = line_with(1, 60);
  line.peer.finished = false;
  line.peer.note = "out of time";
  EXPECT_THAT(text_of(line), HasSubstr("GenMC: out of time after 60.00"));
  EXPECT_EQ(line.ratio(), 0);
}

TEST(Lines, TheGeometricMeanWeighsRatiosAlike) {
  EXPECT_THAT(summary({line_with(1, 100), line_with(1, 1)}), HasSubstr("geometric mean 0.100"));
}

}  // namespace
}  // namespace epcheck::bench
