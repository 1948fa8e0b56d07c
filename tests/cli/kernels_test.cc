// SPDX-License-Identifier: MIT
#include "cli/kernels.h"

#include <gmock/gmock.h>

#include <sstream>

namespace epcheck::cli {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

struct Kernels {
  explicit Kernels(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "kernels");
    std::ostringstream out_stream, err_stream;
    code =
        run_kernels(static_cast<int>(arguments.size()), arguments.data(), out_stream, err_stream);
    out = out_stream.str();
    err = err_stream.str();
  }
  int code;
  std::string out, err;
};

TEST(Kernels, AreListedWithWhatChanged) {
  Kernels ran({});
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.out, HasSubstr("\nv5.13            +wake-at-scan-end\n"));
  EXPECT_THAT(ran.out, HasSubstr("\nv6.6             the same protocol\n"));
}

TEST(Kernels, SwitchesNameTheirCommitsAndTheKernelsThatHaveThem) {
  EXPECT_THAT(
      Kernels({}).out,
      HasSubstr("\nwake-at-scan-end: the end of a scan wakes a waiter if events are left\n"
                "  in v4.9 to v5.4, v5.13 to v7.2, debian-6.1.192, debian-6.12.117\n"
                "  5.5     off 339ddb53d373  fs/epoll: remove unnecessary wakeups of nested epoll\n"
                "  5.13    on  7fab29e35632  fs/epoll: restore waking from ep_done_scan()\n"));
}

TEST(Kernels, OneIsDescribedByItsSwitches) {
  Kernels ran({"v7.1", "with", "seqcount"});
  EXPECT_THAT(ran.out, StartsWith("v7.1 with seqcount\n"));
  EXPECT_THAT(ran.out, HasSubstr("\n  on  seqcount "));
  EXPECT_THAT(ran.out, HasSubstr("\n  off arm-once "));
}

TEST(Kernels, OneThatForgetsAStepSaysWhich) {
  EXPECT_THAT(Kernels({"v7.1", "without", "ep_poll_callback.wake"}).out,
              HasSubstr("\n  without the step ep_poll_callback.wake: "));
}

TEST(Kernels, AnUnknownSwitchIsTwoWithACaret) {
  Kernels ran({"v7.1 without wake-at-scanend"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_EQ(ran.err,
            "epcheck: unknown switch `wake-at-scanend`; did you mean `wake-at-scan-end`?\n"
            "  v7.1 without wake-at-scanend\n"
            "               ^~~~~~~~~~~~~~~\n");
}

}  // namespace
}  // namespace epcheck::cli
