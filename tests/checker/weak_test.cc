// SPDX-License-Identifier: MIT
// The weak memory model: what RC11 allows and forbids. Expectations are derived from its axioms
// (Lahav et al., PLDI 2017, with the release sequences of C++20), not from what we print.
#include "tests/checker/weak.h"

namespace epcheck::weak {
namespace {

TEST(Weak, StoreBufferingIsForbiddenBySeqCstOnBothSidesOnly) {
  auto sb = [](Order store, Order load) {
    return threads(
        [=](Words& w) {
          w.x.store(1, store);
          outcome({w.y.load(load)});
        },
        [=](Words& w) {
          w.y.store(1, store);
          outcome({w.x.load(load)});
        });
  };
  expect(sb(kRlx, kRlx), bits(2));
  expect(sb(kRel, kAcq), bits(2));
  expect(sb(kSc, kAcq), bits(2));
  expect(sb(kSc, kSc), bits(2, {{0, 0}}));
}

TEST(Weak, StoreBufferingIsForbiddenByTwoFullFencesNotByOne) {
  auto sb = [](Order one, Order other) {
    return threads(
        [=](Words& w) {
          w.x.store(1, kRlx);
          fence(one);
          outcome({w.y.load(kRlx)});
        },
        [=](Words& w) {
          w.y.store(1, kRlx);
          fence(other);
          outcome({w.x.load(kRlx)});
        });
  };
  expect(sb(kSc, kSc), bits(2, {{0, 0}}));
  expect(sb(kSc, kAcqRel), bits(2));
}

TEST(Weak, AFullFenceIsOrderedWithSeqCstAccesses) {
  expect(threads(
             [](Words& w) {
               w.x.store(1, kRlx);
               fence();
               outcome({w.y.load(kRlx)});
             },
             [](Words& w) {
               w.y.store(1, kSc);
               outcome({w.x.load(kSc)});
             }),
         bits(2, {{0, 0}}));
}

TEST(Weak, ASeqCstExchangeIsNoFullBarrierButTheKernelsIs) {
  auto sb = [](bool kernel) {
    return threads(
        [](Words& w) {
          w.x.store(1, kRlx);
          fence();
          outcome({w.y.load(kRlx)});
        },
        [=](Words& w) {
          if (kernel) fence();
          w.y.exchange(1, kSc);
          if (kernel) fence();
          outcome({w.x.load(kRlx)});
        });
  };
  expect(sb(false), bits(2));
  expect(sb(true), bits(2, {{0, 0}}));
}

TEST(Weak, MessagePassingNeedsReleaseAndAcquire) {
  auto mp = [](Order store, Order load) {
    return threads(
        [=](Words& w) {
          w.x.store(1, kRlx);
          w.y.store(1, store);
        },
        [=](Words& w) {
          int flag = w.y.load(load);
          outcome({flag, w.x.load(kRlx)});
        });
  };
  expect(mp(kRlx, kRlx), bits(2));
  expect(mp(kRel, kRlx), bits(2));
  expect(mp(kRlx, kAcq), bits(2));
  expect(mp(kRel, kAcq), bits(2, {{1, 0}}));
}

TEST(Weak, MessagePassingByFences) {
  auto mp = [](Order before, Order after) {
    return threads(
        [=](Words& w) {
          w.x.store(1, kRlx);
          fence(before);
          w.y.store(1, kRlx);
        },
        [=](Words& w) {
          int flag = w.y.load(kRlx);
          fence(after);
          outcome({flag, w.x.load(kRlx)});
        });
  };
  expect(mp(kRel, kAcq), bits(2, {{1, 0}}));
  expect(mp(kAcq, kAcq), bits(2));
  expect(mp(kRel, kRel), bits(2));
}

TEST(Weak, AReleaseSequenceGoesOnThroughUpdates) {
  expect(threads(
             [](Words& w) {
               w.x.store(1, kRlx);
               w.y.store(1, kRel);
             },
             [](Words& w) { w.y.fetch_add(1, kRlx); },
             [](Words& w) {
               int flag = w.y.load(kAcq);
               outcome({flag, w.x.load(kRlx)});
             }),
         {{0, 0}, {0, 1}, {1, 0}, {1, 1}, {2, 1}});
}

TEST(Weak, AReleaseSequenceEndsWithARelaxedStoreOfTheSameThread) {
  expect(threads(
             [](Words& w) {
               w.x.store(1, kRlx);
               w.y.store(1, kRel);
               w.y.store(2, kRlx);
             },
             [](Words& w) {
               int flag = w.y.load(kAcq);
               outcome({flag, w.x.load(kRlx)});
             }),
         {{0, 0}, {0, 1}, {1, 1}, {2, 0}, {2, 1}});
}

TEST(Weak, LoadBufferingIsForbidden) {
  expect(threads(
             [](Words& w) {
               int seen = w.x.load(kRlx);
               w.y.store(1, kRlx);
               outcome({seen});
             },
             [](Words& w) {
               int seen = w.y.load(kRlx);
               w.x.store(1, kRlx);
               outcome({seen});
             }),
         bits(2, {{1, 1}}));
}

TEST(Weak, ReadsOfOneWordDoNotGoBack) {
  expect(threads([](Words& w) { w.x.store(1, kRlx); },
                 [](Words& w) {
                   int first = w.x.load(kRlx);
                   outcome({first, w.x.load(kRlx)});
                 }),
         bits(2, {{1, 0}}));
}

TEST(Weak, WritesOfOneThreadAreCoherent) {
  expect(threads_and_end([](Words& w) {
           w.x.store(1, kRlx);
           w.x.store(2, kRlx);
           w.y.store(w.x.load(kRlx), kRlx);
         }),
         {{2, 2}});
}

TEST(Weak, AWriteComesAfterWhatItsThreadHasRead) {
  expect(threads_and_end([](Words& w) { w.x.store(1, kRlx); },
                         [](Words& w) {
                           w.y.store(w.x.load(kRlx), kRlx);
                           w.x.store(2, kRlx);
                         }),
         {{1, 0}, {2, 0}, {2, 1}});
}

TEST(Weak, TwoWritesEachMayBothBeOverwrittenByTheOthersFirst) {
  expect(threads_and_end(
             [](Words& w) {
               w.x.store(1, kRlx);
               w.y.store(2, kRlx);
             },
             [](Words& w) {
               w.y.store(1, kRlx);
               w.x.store(2, kRlx);
             }),
         {{1, 1}, {1, 2}, {2, 1}, {2, 2}});
}

TEST(Weak, AReadMayBeThreeStoresBackAfterALaterFlagIsSeen) {
  Outcomes found = outcomes(threads(
      [](Words& w) {
        for (int i = 1; i <= 3; ++i) w.x.store(i, kRlx);
        w.y.store(1, kRlx);
      },
      [](Words& w) {
        int flag = w.y.load(kRlx);
        outcome({flag, w.x.load(kRlx)});
      }));
  EXPECT_EQ(found, (Outcomes{{0, 0}, {0, 1}, {0, 2}, {0, 3}, {1, 0}, {1, 1}, {1, 2}, {1, 3}}));
}

TEST(Weak, UpdatesOfOneWordAreAtomic) {
  expect(threads([](Words& w) { outcome({w.x.fetch_add(1, kRlx)}); },
                 [](Words& w) { outcome({w.x.fetch_add(1, kRlx)}); },
                 [](Words& w) { outcome({w.x.fetch_add(1, kRlx)}); }),
         {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}});
}

TEST(Weak, AFailedCompareAndSwapMayReadAnOldWrite) {
  expect(threads([](Words& w) { w.x.store(1, kRlx); },
                 [](Words& w) {
                   int seen = w.x.load(kRlx), expected = 1;
                   bool done = w.x.compare_exchange_strong(expected, 2, kRlx);
                   outcome({seen, done});
                 }),
         {{0, 0}, {0, 1}, {1, 1}});
}

/// The reads of readers 3 and 4: each of x and y, in opposite orders.
auto iriw(Order store, Order load, bool fences) {
  return threads([=](Words& w) { w.x.store(1, store); }, [=](Words& w) { w.y.store(1, store); },
                 [=](Words& w) {
                   int first = w.x.load(load);
                   if (fences) fence();
                   outcome({first, w.y.load(load)});
                 },
                 [=](Words& w) {
                   int first = w.y.load(load);
                   if (fences) fence();
                   outcome({first, w.x.load(load)});
                 });
}

TEST(Weak, IndependentReadersMayDisagreeButUnderSeqCst) {
  expect(iriw(kRlx, kRlx, false), bits(4));
  expect(iriw(kRel, kAcq, false), bits(4));
  expect(iriw(kSc, kAcq, false), bits(4));
  expect(iriw(kSc, kSc, false), bits(4, {{1, 0, 1, 0}}));
  expect(iriw(kRlx, kRlx, true), bits(4, {{1, 0, 1, 0}}));
}

TEST(Weak, WriteToReadCausalityNeedsReleaseAndAcquire) {
  auto wrc = [](Order store, Order load) {
    return threads([=](Words& w) { w.x.store(1, kRlx); },
                   [=](Words& w) {
                     int seen = w.x.load(load);
                     w.y.store(1, store);
                     outcome({seen});
                   },
                   [=](Words& w) {
                     int flag = w.y.load(load);
                     outcome({flag, w.x.load(kRlx)});
                   });
  };
  expect(wrc(kRlx, kRlx), bits(3));
  expect(wrc(kRel, kAcq), bits(3, {{1, 1, 0}}));
}

TEST(Weak, ReleaseAndAcquireAddUpOverThreads) {
  auto isa2 = [](Order store) {
    return threads(
        [=](Words& w) {
          w.x.store(1, kRlx);
          w.y.store(1, kRel);
        },
        [=](Words& w) {
          int seen = w.y.load(kAcq);
          w.z.store(1, store);
          outcome({seen});
        },
        [=](Words& w) {
          int flag = w.z.load(kAcq);
          outcome({flag, w.x.load(kRlx)});
        });
  };
  expect(isa2(kRel), bits(3, {{1, 1, 0}}));
  expect(isa2(kRlx), bits(3));
}

TEST(Weak, SeqCstAccessesAreNoStrongerThanPowerCanMakeThem) {
  // Z6.U of the RC11 paper: what C++11 forbids and no compiler for Power kept.
  Outcomes found = outcomes(threads(
      [](Words& w) {
        w.x.store(1, kSc);
        w.y.store(1, kRel);
      },
      [](Words& w) {
        int added = w.y.fetch_add(1, kSc);
        outcome({added, w.y.load(kRlx)});
      },
      [](Words& w) {
        w.y.store(3, kSc);
        outcome({w.x.load(kSc)});
      }));
  EXPECT_TRUE(found.count({1, 3, 0}));
}

TEST(Weak, FourThreadsOfStoreBufferingHaveAllOutcomes) {
  auto ring = [] {
    struct Ring {
      atomic<int> words[4];
    };
    Ring* ring = make<Ring>();
    for (unsigned i = 0; i < 4; ++i)
      thread([ring, i] {
        ring->words[i].store(1, kRlx);
        outcome({ring->words[(i + 1) % 4].load(kRlx)});
      });
  };
  EXPECT_EQ(outcomes(ring), bits(4));
}

}  // namespace
}  // namespace epcheck::weak
