// SPDX-License-Identifier: MIT
// Data races with what is handed over by stores that wait in a buffer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "checker/atomic.h"
#include "checker/check.h"
#include "checker/memory.h"
#include "checker/plain.h"
#include "checker/thread.h"

namespace epcheck {
namespace {

struct Flags {
  plain<int> x;
  atomic<int> flags[9];
};

/// x is written before the first of so many flags; the other thread looks at all of them.
template <int kStores>
void set_flags() {
  auto* shared = make<Flags>();
  thread([shared] {
    shared->x = 1;
    for (int i = 0; i < kStores; ++i) shared->flags[i].store(1, Order::release);
  });
  thread([shared] {
    int seen = 0;
    for (int i = 0; i < kStores; ++i) seen += shared->flags[i].load(Order::acquire);
    if (seen > 0) static_cast<void>(shared->x.load());
  });
}

TEST(TsoRaces, EachStoreInABufferHandsOver) {
  EXPECT_EQ(check(set_flags<8>, {.memory = Memory::tso}).verdict, Verdict::holds);
}

TEST(TsoRaces, TooManyStoresInABufferMakeTheResultIncomplete) {
  Result result = check(set_flags<9>, {.memory = Memory::tso});
  EXPECT_EQ(result.verdict, Verdict::incomplete);
  EXPECT_THAT(result.note, testing::HasSubstr("to tell data races"));
}

/// What a thread reads of its own buffer is not what the other has released.
TEST(TsoRaces, AForwardedLoadAcquiresNothing) {
  Result result = check(
      [] {
        auto* shared = make<Flags>();
        thread([shared] {
          shared->x = 1;
          shared->flags[0].store(1, Order::release);
        });
        thread([shared] {
          if (shared->flags[1].load(Order::relaxed) == 1) return;
          shared->flags[0].store(2, Order::release);
          if (shared->flags[0].load(Order::acquire) == 2) static_cast<void>(shared->x.load());
        });
      },
      {.memory = Memory::tso});
  EXPECT_EQ(result.verdict, Verdict::violated);
}

}  // namespace
}  // namespace epcheck
