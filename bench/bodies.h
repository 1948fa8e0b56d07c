// SPDX-License-Identifier: MIT
// The bodies of the programs; what each is stands in front of its definition.
#pragma once

#include "bench/program.h"

namespace epcheck::bench {

// locks.cc
void run_mutex(const Size& size);
void run_mutexdisj(const Size& size);
void run_ticketlock(const Size& size);
void run_ttaslock(const Size& size);
void run_casspin(const Size& size);
void run_rwlock(const Size& size);
void run_rwcas(const Size& size);

// litmus_shapes.cc
void run_sb(const Size& size);
void run_mp(const Size& size);
void run_iriw(const Size& size);
void run_readers(const Size& size);
void run_lastzero(const Size& size);
void run_fib_bench(const Size& size);

// structures.cc, lists.cc
void run_ainc(const Size& size);
void run_indexer(const Size& size);
void run_seqlock(const Size& size);
void run_treiber(const Size& size);
void run_msqueue(const Size& size);
void run_xchglist(const Size& size);

// epoll_shapes.cc
void run_sleepwake(const Size& size);
void run_sleeplive(const Size& size);
void run_epmini(const Size& size);
void run_condlost(const Size& size);

// faults.cc
void run_deadlock(const Size& size);
void run_race(const Size& size);
void run_uaf(const Size& size);

}  // namespace epcheck::bench
