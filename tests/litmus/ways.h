// SPDX-License-Identifier: MIT
// The ways to search that must all find the same: each search, and `states` with each of its
// reductions switched off.
#pragma once

#include "checker/check.h"

namespace epcheck::litmus {

struct Way {
  const char* name;
  Options options;
};

inline const Way kWays[] = {
    {"naive", {.search = Search::naive}},
    {"states", {}},
    {"dpor", {.search = Search::dpor}},  // only under sc
    {"no_learned_words", {.reductions = {.learned_words = false}}},
    {"no_tracked_words", {.reductions = {.tracked_words = false}}},
    {"no_nested_locks", {.reductions = {.nested_locks = false}}},
    {"no_live_stacks", {.reductions = {.live_stacks = false}}},
    {"no_symmetry", {.reductions = {.symmetry = false}}},
    {"no_lone_joins", {.reductions = {.lone_joins = false}}},
    {"auto", {.search = Search::auto_}},
    {"two_workers", {.jobs = 2, .share_from = 4}},
    {"poison", {.poison_dead_bytes = true}},
};

}  // namespace epcheck::litmus
