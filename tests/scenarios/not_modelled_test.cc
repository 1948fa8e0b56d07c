// SPDX-License-Identifier: MIT
// What a kernel's model leaves out is said, never passed over.
#include "tests/scenarios/running.h"

namespace epcheck::scenario {
namespace {

// Nobody knows how 6.16-rc3 kept the system awake.
TEST(NotModelled, WakeupOnAReadyListWithoutALock) {
  constexpr const char* kAsksForWakeup = R"(
files: {e: {kind: eventfd, count: 1}}
epolls: {ep: [{fd: e, events: IN|WAKEUP}]}
threads: {t: {steps: [{wait: {ep: ep}}]}}
check: [deadlock]
)";
  RunResult found = run_text(kAsksForWakeup, {.kernel = "v6.16-rc3"});
  EXPECT_EQ(found.result.verdict, Verdict::incomplete);
  EXPECT_EQ(found.result.note, "EPOLLWAKEUP is not modelled on a kernel with ready-llist");
  EXPECT_EQ(run_text(kAsksForWakeup, {.kernel = "v7.1"}).result.verdict, Verdict::holds);
}

}  // namespace
}  // namespace epcheck::scenario
