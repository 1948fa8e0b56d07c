// SPDX-License-Identifier: MIT
// How many executions the dpor search takes for the programs that peers are measured by. Each
// number is what GenMC counts, or follows from what it counts for another size: it counts what is
// read from where and in which order words are written, without turns of loops that have no effect.
#include <gtest/gtest.h>

#include "bench/program.h"

namespace epcheck::bench {
namespace {

struct Count {
  const char* program;
  Size size;
  std::uint64_t executions;
};

void PrintTo(const Count& count, std::ostream* out) {
  *out << count.program << "(" << count.size.n << ", " << count.size.m << ")";
}

class Executions : public testing::TestWithParam<Count> {};
INSTANTIATE_TEST_SUITE_P(
    , Executions,
    testing::Values(Count{"sb", {.n = 9}, 511}, Count{"mp", {.n = 6}, 729},
                    Count{"iriw", {.n = 2}, 207}, Count{"readers", {.n = 10}, 1024},
                    Count{"lastzero", {.n = 11}, 7168}, Count{"fib_bench", {.n = 4}, 19605},
                    Count{"indexer", {.n = 12}, 8}, Count{"ainc", {.n = 6}, 720},
                    Count{"mutex", {.n = 6}, 720}, Count{"mutexdisj", {.n = 6}, 720},
                    Count{"sleepwake", {.n = 7}, 2187}, Count{"ticketlock", {.n = 6}, 720},
                    Count{"casspin", {.n = 6}, 720}, Count{"ttaslock", {.n = 4}, 576},
                    Count{"rwcas", {.n = 2, .m = 1}, 34}, Count{"rwcas", {.n = 3, .m = 1}, 948},
                    Count{"rwcas", {.n = 2, .m = 2}, 188}, Count{"xchglist", {.n = 2}, 46},
                    Count{"xchglist", {.n = 3}, 2172}, Count{"treiber", {.n = 2, .m = 2}, 88},
                    Count{"msqueue", {.n = 2, .m = 2}, 158}, Count{"seqlock", {.n = 2, .m = 2}, 9},
                    Count{"epmini", {.n = 2, .m = 1}, 12}, Count{"epmini", {.n = 3, .m = 1}, 60},
                    Count{"epmini", {.n = 3, .m = 2}, 420},
                    Count{"epmini", {.n = 4, .m = 2}, 3360}),
    [](const auto& info) {
      return std::string(info.param.program) + "_" + std::to_string(info.param.size.n) + "_" +
             std::to_string(info.param.size.m);
    });

TEST_P(Executions, AreThoseOfThePeers) {
  const Count& count = GetParam();
  Result result = check_program(*find_program(count.program), count.size, {.search = Search::dpor});
  EXPECT_EQ(result.statistics.executions, count.executions);
  EXPECT_TRUE(result.complete);
}

}  // namespace
}  // namespace epcheck::bench
