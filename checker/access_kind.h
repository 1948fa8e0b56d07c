// SPDX-License-Identifier: MIT
// AccessKind: what an access does to a word, as bits; or, of a word, what accesses to it have done.
// The same bits serve for learning about words (words.h) and for telling races (races.cc).
#pragma once

#include <cstdint>

#include "checker/op.h"

namespace epcheck {

using AccessKind = std::uint8_t;

namespace access_kind {

inline constexpr AccessKind kReads = 0;  // always
inline constexpr AccessKind kWrites = 1;
inline constexpr AccessKind kPlainly = 8;  // by an access that a conflicting one may race with
inline constexpr AccessKind kMarked = 16;
inline constexpr AccessKind kReleases = 32;
inline constexpr AccessKind kAcquires = 64;
/// The place on a stack becomes or ceases to be the variable: like a write, but of no value.
inline constexpr AccessKind kTurns = 128;

inline bool acquires(Order order) {
  return order == Order::acquire || order == Order::acq_rel || order == Order::seq_cst;
}

inline bool releases(Order order) {
  return order == Order::release || order == Order::acq_rel || order == Order::seq_cst;
}

/// Of a load, store or rmw; an rmw that may fail is taken to succeed.
inline AccessKind of(OpCode code) {
  AccessKind kind = code.kind == OpKind::load ? kReads : kWrites;
  if (code.flags & kPlain) return kind | kPlainly;
  kind |= kMarked;
  if (code.kind != OpKind::store && acquires(code.order)) kind |= kAcquires;
  if (code.kind != OpKind::load && releases(code.order)) kind |= kReleases;
  return kind;
}

}  // namespace access_kind

}  // namespace epcheck
