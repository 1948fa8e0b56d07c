// SPDX-License-Identifier: MIT
// Operation: what a hook was asked to do. It lives as long as the hook; what is announced of it is
// kept in the ThreadState. Engine only.
#pragma once

#include <cstdint>

#include "checker/op.h"

namespace epcheck {

/// An operation with its operands, as the hook received it.
struct Operation {
  OpCode code;
  const void* address;
  std::uint64_t a;
  std::uint64_t b;
  const void* pc;
};

/// What a store or rmw writes where it reads `old`; false if it writes nothing.
bool written_value(const Operation& operation, std::uint64_t old, std::uint64_t& value);

struct SpawnRequest {
  void (*body)(void*);
  const void* argument;
  std::uint64_t bytes;
  const char* name;
};

}  // namespace epcheck
