// SPDX-License-Identifier: MIT
#include "bench/bodies.h"
#include "bench/program.h"

namespace epcheck::bench {

namespace {

constexpr Program kPrograms[] = {
    {"sb", run_sb, {2}},
    {"mp", run_mp, {1}},
    {"iriw", run_iriw, {1}},
    {"readers", run_readers, {2}},
    {"lastzero", run_lastzero, {2}},
    {"fib_bench", run_fib_bench, {2}},
    {"indexer", run_indexer, {2}},
    {"ainc", run_ainc, {2}},
    {"ticketlock", run_ticketlock, {2}},
    {"ttaslock", run_ttaslock, {2}},
    {"casspin", run_casspin, {2}},
    {"mutex", run_mutex, {2, 1}},
    {"mutexdisj", run_mutexdisj, {2, 1}},
    {"rwlock", run_rwlock, {1, 1}},
    {"rwcas", run_rwcas, {1, 1}},
    {"treiber", run_treiber, {1, 1}},
    {"msqueue", run_msqueue, {1, 1}},
    {"seqlock", run_seqlock, {1, 1}},
    {"xchglist", run_xchglist, {2}},
    {"sleepwake", run_sleepwake, {1}},
    {"sleeplive", run_sleeplive, {1}, nullptr, true},
    {"epmini", run_epmini, {2, 1}},
    {"condlost", run_condlost, {1}, "deadlock"},
    {"deadlock", run_deadlock, {2}, "deadlock"},
    {"race", run_race, {2}, "data-race"},
    {"uaf", run_uaf, {2}, "use-after-free"},
};

}  // namespace

std::span<const Program> programs() { return kPrograms; }

const Program* find_program(std::string_view name) {
  for (const Program& program : kPrograms)
    if (program.name == name) return &program;
  return nullptr;
}

Result check_program(const Program& program, const Size& size, Options options) {
  options.report_livelock = program.livelock;
  return check([body = program.body, &size] { body(size); }, options);
}

}  // namespace epcheck::bench
