// SPDX-License-Identifier: MIT
// The rows of the table: which programs with which parameters, and what the peer needed for them.
#pragma once

#include <span>
#include <string>

#include "bench/epoll_core.h"
#include "bench/program.h"

namespace epcheck::bench {

/// A program of the peers. `peer_seconds` is the CPU time of `genmc -sc` (GenMC v0.11), a whole
/// process, and `peer_executions` what it counts (complete, blocked ones not); measured 2026-11-20
/// on a shared 2-core x86-64 Debian 12 machine. 0: not measured.
struct PeerRow {
  const char* program;
  Size size;
  double peer_seconds;
  unsigned peer_executions;
  bool uses_m = false;  // the program has a second parameter

  std::string name() const;  // sb-13, rwlock-3-1
};

/// A row of epoll-core, beside which Spin runs its model.
struct EpollRow {
  EpollCore parameters;

  std::string name() const;  // epoll-core-2-2-1-1-1
};

std::span<const PeerRow> peer_rows();
std::span<const EpollRow> epoll_rows();

}  // namespace epcheck::bench
