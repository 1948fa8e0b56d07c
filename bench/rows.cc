// SPDX-License-Identifier: MIT
#include "bench/rows.h"

#include <fmt/format.h>

namespace epcheck::bench {

namespace {

constexpr PeerRow kPeerRows[] = {
    {"sb", {13}, .47, 8191},
    {"mp", {8}, .14, 6561},
    {"iriw", {4}, .52, 34911},
    {"readers", {15}, .70, 32768},
    {"lastzero", {13}, 2.8, 32768},
    {"fib_bench", {5}, 3.9, 218243},
    {"indexer", {15}, 1.9, 4096},
    {"ainc", {8}, 3.5, 40320},
    {"ticketlock", {7}, .83, 5040},
    {"ttaslock", {5}, 1.9, 14400},
    {"casspin", {6}, .12, 720},
    {"mutex", {8, 1}, 4.5, 40320},
    {"mutexdisj", {8, 1}, 3.7, 40320},
    {"rwlock", {3, 1}, .08, 216, true},
    {"rwcas", {4, 1}, 3.0, 50304, true},
    {"treiber", {2, 2}, .06, 88, true},
    {"msqueue", {2, 2}, .07, 158, true},
    {"seqlock", {4, 2}, .59, 81, true},
    {"xchglist", {4}, 20.9, 231504},
    {"sleepwake", {9}, 3.4, 19683},
    {"epmini", {4, 2}, .82, 3360, true},
    {"epmini", {5, 2}, 9.1, 30240, true},
};

constexpr EpollRow kEpollRows[] = {
    {{2, 1, 1, 1, 1}}, {{2, 2, 1, 1, 1}}, {{2, 2, 2, 1, 1}}, {{3, 1, 1, 1, 1}}, {{2, 2, 1, 1, 2}},
    {{2, 2, 2, 2, 2}}, {{3, 2, 2, 1, 1}}, {{3, 3, 3, 1, 1}}, {{4, 2, 2, 1, 1}}, {{3, 2, 2, 2, 2}},
    {{4, 3, 3, 1, 1}}, {{5, 2, 2, 1, 1}}, {{4, 4, 4, 1, 1}}, {{4, 2, 2, 2, 2}}, {{3, 3, 3, 2, 2}},
};

}  // namespace

std::string PeerRow::name() const {
  return uses_m ? fmt::format("{}-{}-{}", program, size.n, size.m)
                : fmt::format("{}-{}", program, size.n);
}

std::string EpollRow::name() const {
  const EpollCore& p = parameters;
  return fmt::format("epoll-core-{}-{}-{}-{}-{}", p.waiters, p.callbacks, p.files, p.waits,
                     p.writes);
}

std::span<const PeerRow> peer_rows() { return kPeerRows; }
std::span<const EpollRow> epoll_rows() { return kEpollRows; }

}  // namespace epcheck::bench
