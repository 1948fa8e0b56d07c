// SPDX-License-Identifier: MIT
#include "checker/native_fault.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include "checker/check.h"
#include "checker/plain.h"

namespace epcheck {
namespace {

void on_fault(int, siginfo_t* info, void* context) {
  if (!continue_after_fault(*info, context)) _exit(1);
}

class NativeFault : public testing::Test {
 protected:
  void SetUp() override {
    static char stack[64 * 1024];
    stack_t alternative = {};
    alternative.ss_sp = stack;
    alternative.ss_size = sizeof stack;
    sigaltstack(&alternative, nullptr);
    struct sigaction action = {};
    action.sa_sigaction = on_fault;
    action.sa_flags = SA_ONSTACK | SA_SIGINFO;
    sigaction(SIGSEGV, &action, &before_);
  }
  void TearDown() override { sigaction(SIGSEGV, &before_, nullptr); }

  struct sigaction before_ = {};
};

// Found by a mutant that went on with an item that another thread had freed.
TEST_F(NativeFault, ANullPointerThatNoHookSeesIsAViolation) {
  Result result = check([] {
    plain<int*> pointer{nullptr};
    const volatile int* read = pointer;
    [[maybe_unused]] int value = *read;
  });
  ASSERT_EQ(result.violations.size(), 1u);
  EXPECT_EQ(result.violations.front().property, "null-dereference");
}

// Found by a mutant that went on from a link of such an item to the object it was to be in.
TEST_F(NativeFault, SoIsWhatLiesBeforeANullLink) {
  Result result = check([] {
    plain<int*> link{nullptr};
    const volatile int* before =
        reinterpret_cast<int*>(reinterpret_cast<std::uintptr_t>(link.load()) - 8);
    [[maybe_unused]] int value = *before;
  });
  ASSERT_EQ(result.violations.size(), 1u);
  EXPECT_EQ(result.violations.front().property, "null-dereference");
}

// Found by a mutant that left an entry of a frame that has ended on a wait queue.
TEST_F(NativeFault, ACallOfWhatIsNoFunctionIsAViolation) {
  Result result = check([] {
    plain<std::uintptr_t> place{0x3'7f00'0000};
    reinterpret_cast<void (*)()>(place.load())();
  });
  ASSERT_EQ(result.violations.size(), 1u);
  EXPECT_EQ(result.violations.front().property, "invalid-access");
}

}  // namespace
}  // namespace epcheck
