// SPDX-License-Identifier: MIT
// data-split and reorder.
#include <gtest/gtest.h>

#include "checker/memory.h"
#include "checker/mutex.h"
#include "tests/model/property_world.h"

namespace epcheck {
namespace {

using namespace property_test;

constexpr Checks kStreams{.data_split = true, .reorder = true};

/// Two threads watch one end of a stream, at which 3 bytes arrive and then 1 more.
struct Readers {
  int ep;
  int fd;
  File* file;
};

Readers two_arrivals(unsigned events) {
  int ends[2];
  sys_socketpair_stream(16, ends);
  int ep = sys_epoll_create1(0);
  add(ep, ends[0], events);
  File* file = file_of(current_task(), ends[0]);
  interrupt("rx", [file] {
    arrive_bytes(file, 3);
    arrive_bytes(file, 1);
  });
  return {ep, ends[0], file};
}

int read_and_deliver(Readers r) {
  int n = sys_read(r.fd, 4, nullptr);
  if (n > 0) mark_deliver(r.file, n);
  return n;
}

/// Serves two events: as many as there are arrivals.
template <class Serve>
void two_readers(Readers r, Serve serve) {
  auto steps = [r, serve] {
    for (int i = 0; i < 2; ++i) {
      wait_one(r.ep);
      serve(r);
    }
  };
  start("A", steps).daemon();
  start("B", steps).daemon();
}

TEST(DataSplit, TwoThreadsThatReadOneStreamSplitIt) {
  Result result = explore(
      kStreams, [] { two_readers(two_arrivals(EPOLLIN), [](Readers r) { read_and_deliver(r); }); });
  EXPECT_EQ(violated(result), (Names{"data-split", "reorder"}));
}

// EPOLLONESHOT makes one thread the owner until it arms the registration again.
TEST(DataSplit, RearmingAfterTheDeliveryKeepsTheStreamTogether) {
  Result result = explore(kStreams, [] {
    two_readers(two_arrivals(EPOLLIN | EPOLLONESHOT), [](Readers r) {
      read_and_deliver(r);
      mod(r.ep, r.fd, EPOLLIN | EPOLLONESHOT);
    });
  });
  EXPECT_EQ(violated(result), Names{});
}

TEST(DataSplit, RearmingBeforeTheDeliverySplitsTheStream) {
  Result result = explore(kStreams, [] {
    two_readers(two_arrivals(EPOLLIN | EPOLLONESHOT), [](Readers r) {
      mod(r.ep, r.fd, EPOLLIN | EPOLLONESHOT);
      read_and_deliver(r);
    });
  });
  EXPECT_EQ(violated(result), (Names{"data-split", "reorder"}));
}

// In a drain loop that owns the stream, each piece is delivered before the next is got.
TEST(DataSplit, AnOwnersDrainLoopKeepsTheStreamTogether) {
  Result result = explore(kStreams, [] {
    two_readers(two_arrivals(EPOLLIN | EPOLLONESHOT), [](Readers r) {
      while (read_and_deliver(r) > 0) {
      }
      mod(r.ep, r.fd, EPOLLIN | EPOLLONESHOT);
    });
  });
  EXPECT_EQ(violated(result), Names{});
}

// Bytes that are read up to EAGAIN and delivered later still belong to their reader meanwhile.
TEST(DataSplit, BytesHeldBackUntilAfterEagainAreSplitByAnEarlyRearm) {
  Result result = explore(kStreams, [] {
    two_readers(two_arrivals(EPOLLIN | EPOLLONESHOT), [](Readers r) {
      int got = 0;
      for (int n; (n = sys_read(r.fd, 4, nullptr)) > 0;) got += n;
      mod(r.ep, r.fd, EPOLLIN | EPOLLONESHOT);
      if (got > 0) mark_deliver(r.file, got);
    });
  });
  EXPECT_EQ(violated(result), (Names{"data-split", "reorder"}));
}

// Reading needs no event: an interval opens with the bytes.
TEST(DataSplit, ReadersWithoutEventsSplitAStreamToo) {
  Result result = explore(kStreams, [] {
    Readers r = two_arrivals(EPOLLIN);
    start("A", [r] { read_and_deliver(r); });
    start("B", [r] { read_and_deliver(r); });
  });
  EXPECT_EQ(violated(result), (Names{"data-split", "reorder"}));
}

// The order of deliveries is what reorder judges, whoever makes them.
TEST(Reorder, AThreadThatReadsAndDeliversUnderALockKeepsTheOrder) {
  Result result = explore(Checks{.reorder = true}, [] {
    Readers r = two_arrivals(EPOLLIN);
    mutex* lock = make<mutex>();
    auto steps = [r, lock] {
      lock->lock();
      read_and_deliver(r);
      lock->unlock();
    };
    start("A", steps);
    start("B", steps);
  });
  EXPECT_EQ(violated(result), Names{});
}

TEST(Reorder, ALockAroundTheReadAloneDoesNotKeepTheOrder) {
  Result result = explore(Checks{.reorder = true}, [] {
    Readers r = two_arrivals(EPOLLIN);
    mutex* lock = make<mutex>();
    auto steps = [r, lock] {
      lock->lock();
      int n = sys_read(r.fd, 4, nullptr);
      lock->unlock();
      if (n > 0) mark_deliver(r.file, n);
    };
    start("A", steps);
    start("B", steps);
  });
  EXPECT_EQ(violated(result), Names{"reorder"});
}

TEST(Deliver, BytesThatWereNotReadCannotBeDelivered) {
  Result result = explore(kStreams, [] {
    Readers r = two_arrivals(EPOLLIN);
    mark_deliver(r.file, 1);
  });
  EXPECT_EQ(violated(result), Names{"assert"});
}

}  // namespace
}  // namespace epcheck
