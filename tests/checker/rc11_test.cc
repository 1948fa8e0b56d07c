// SPDX-License-Identifier: MIT
// Rc11 alone, event by event: what may be read, where a write may be placed, what races, and when
// two executions are the same.
#include "checker/rc11.h"

#include <gtest/gtest.h>

namespace epcheck {
namespace {

constexpr Access kRelaxed{Order::relaxed}, kAcquire{Order::acquire}, kRelease{Order::release},
    kSeqCst{Order::seq_cst};

/// Two threads, 1 and 2, on two words that are 0.
class Rc11Test : public testing::Test {
 protected:
  static constexpr std::uint64_t kX = 64, kY = 72;

  Rc11Test() {
    rc11.spawn(0, 1);
    rc11.spawn(0, 2);
    rc11.finish(0);
  }
  unsigned at(std::uint64_t address) { return rc11.locate(address, 4, 0); }
  Position last(std::uint64_t address) {
    return static_cast<Position>(rc11.writes(at(address)) - 1);
  }
  void write(unsigned thread, std::uint64_t address, std::uint64_t value, Access access) {
    rc11.write(thread, at(address), last(address), value, access);
  }
  void read(unsigned thread, std::uint64_t address, Access access) {
    rc11.read(thread, at(address), last(address), access);
  }
  std::vector<std::byte> description() {
    std::vector<std::byte> bytes;
    rc11.settle();
    rc11.describe(false, true, bytes);
    return bytes;
  }

  Rc11 rc11;
};

TEST_F(Rc11Test, AnyWriteMayBeReadUntilALaterOneIsKnown) {
  write(1, kX, 1, kRelaxed);
  EXPECT_TRUE(rc11.may_read(2, at(kX), 0, kRelaxed));
  read(2, kX, kRelaxed);
  EXPECT_FALSE(rc11.may_read(2, at(kX), 0, kRelaxed));
}

TEST_F(Rc11Test, AWriteMayComeBeforeOneThatIsNotKnown) {
  write(1, kX, 1, kRelaxed);
  EXPECT_TRUE(rc11.may_write(2, at(kX), 0, kRelaxed));
  EXPECT_FALSE(rc11.may_write(1, at(kX), 0, kRelaxed));
}

TEST_F(Rc11Test, NothingComesBetweenAnUpdateAndWhatItReads) {
  rc11.update(1, at(kX), 0, 1, kRelaxed);
  EXPECT_FALSE(rc11.may_write(2, at(kX), 0, kRelaxed));
  EXPECT_FALSE(rc11.may_update(2, at(kX), 0, kRelaxed));
  EXPECT_TRUE(rc11.may_update(2, at(kX), 1, kRelaxed));
}

TEST_F(Rc11Test, ASeqCstReadThatWouldCloseACycleIsRefused) {
  write(1, kX, 1, kSeqCst);
  write(2, kY, 1, kSeqCst);
  rc11.read(1, at(kY), 0, kSeqCst);
  EXPECT_FALSE(rc11.may_read(2, at(kX), 0, kSeqCst));
  EXPECT_TRUE(rc11.may_read(2, at(kX), 0, kAcquire));
}

TEST_F(Rc11Test, WritesThatAllKnowAreForgotten) {
  for (unsigned i = 1; i <= 3; ++i) write(1, kX, i, kRelaxed);
  read(2, kX, kRelaxed);
  rc11.settle();
  EXPECT_EQ(rc11.writes(at(kX)), 1u);
  EXPECT_EQ(rc11.write_at(at(kX), 0).value, 3u);
}

TEST_F(Rc11Test, ReadingTheSameAgainIsTheSameState) {
  write(1, kX, 1, kRelease);
  rc11.read(2, at(kX), 0, kSeqCst);
  std::vector<std::byte> once = description();
  rc11.read(2, at(kX), 0, kSeqCst);
  EXPECT_EQ(description(), once);
}

TEST_F(Rc11Test, TheOrderOfIndependentWritesIsNoPartOfTheState) {
  write(1, kX, 1, kRelease);
  write(2, kY, 1, kSeqCst);
  std::vector<std::byte> one = description();
  rc11.restart();
  rc11.spawn(0, 1);
  rc11.spawn(0, 2);
  rc11.finish(0);
  write(2, kY, 1, kSeqCst);
  write(1, kX, 1, kRelease);
  EXPECT_EQ(description(), one);
}

TEST_F(Rc11Test, RestoreTakesBackAllThatCameAfterSave) {
  write(1, kX, 1, kRelaxed);
  std::vector<std::byte> before = description(), log;
  rc11.save(log);
  write(2, kX, 2, kSeqCst);
  rc11.fence(1, Order::seq_cst);
  read(1, kX, kAcquire);
  rc11.restore(log);
  EXPECT_EQ(description(), before);
  EXPECT_TRUE(log.empty());
}

TEST_F(Rc11Test, PlainAccessesRaceUnlessTheyAreOrdered) {
  constexpr Access kPlainAccess{Order::relaxed, true, true};
  write(1, kX, 1, kPlainAccess);
  EXPECT_EQ(rc11.watch(1, at(kX), true, kPlainAccess).thread, -1);
  write(1, kY, 1, kRelease);
  std::vector<std::byte> log;
  rc11.save(log);
  read(2, kY, kRelaxed);
  EXPECT_EQ(rc11.watch(2, at(kX), false, kPlainAccess).thread, 1);
  rc11.restore(log);
  read(2, kY, kAcquire);
  EXPECT_EQ(rc11.watch(2, at(kX), false, kPlainAccess).thread, -1);
}

}  // namespace
}  // namespace epcheck
