// SPDX-License-Identifier: MIT
// epoll-core W C F I E [BUG] [all]: one row of the comparison.
#include <fmt/format.h>

#include <cstdlib>
#include <cstring>

#include "bench/epoll_core.h"

int main(int argc, char** argv) {
  if (argc < 6) return 2;
  auto number = [&](int i) { return argc > i ? static_cast<unsigned>(std::atoi(argv[i])) : 0u; };
  epcheck::bench::EpollCore parameters{number(1), number(2), number(3),
                                       number(4), number(5), number(6)};
  epcheck::Options options;
  if (argc > 7 && std::strcmp(argv[7], "all") == 0) options.reductions.learned_words = false;
  if (argc > 7 && std::strcmp(argv[7], "j2") == 0) options.jobs = 2;
  if (argc > 7 && std::strcmp(argv[7], "untracked") == 0) options.reductions.tracked_words = false;
  if (argc > 7 && std::strcmp(argv[7], "dead") == 0) options.reductions.live_stacks = false;
  if (argc > 7 && std::strcmp(argv[7], "poison") == 0) options.poison_dead_bytes = true;
  options.why_states = argc > 7 && std::strcmp(argv[7], "why") == 0;
  epcheck::Result r = epcheck::bench::check_epoll_core(parameters, options);
  const epcheck::Statistics& s = r.statistics;
  fmt::print(
      "states {} transitions {} ends {} outcomes {} violations {} restarts {} hot {} {:.3f} s {}\n",
      s.states, s.transitions, s.executions, r.outcomes.size(), r.violations.size(), s.restarts,
      r.learned.hot.size(), s.seconds, r.note);
  fmt::print("{}", r.why_states);
}
