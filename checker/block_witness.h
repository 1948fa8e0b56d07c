// SPDX-License-Identifier: MIT
// BlockWitness: where in the source the memory of a schedule was allocated, and the first read of
// what nobody had written. A search remembers neither, so the schedule is taken again for a
// message. Never part of a search.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "checker/check.h"

namespace epcheck {

class Machine;

class BlockWitness {
 public:
  void add_block(std::uintptr_t begin, std::uint64_t bytes, const void* pc) {
    blocks_.push_back({begin, bytes, pc});
  }
  void read(std::uintptr_t address, unsigned thread, const void* pc) {
    if (reader_pc_ != nullptr) return;
    address_ = address;
    reader_ = thread;
    reader_pc_ = pc;
  }
  /// "reader reads at a.c:9 what nobody has written since it was allocated at a.c:7"; "" if nobody
  /// did.
  std::string describe_read() const;

  struct Block {
    std::uintptr_t begin;
    std::uint64_t bytes;
    const void* pc;
  };
  /// The block that an address lies in, or null.
  const Block* block_at(std::uintptr_t address) const;

 private:
  std::vector<Block> blocks_;
  std::uintptr_t address_ = 0;
  unsigned reader_ = 0;
  const void* reader_pc_ = nullptr;
};

/// Says what reads unwritten memory first in a schedule; "" if nothing does. REQUIRES: the machine
/// has been started with the options that the schedule was found with. The machine must restart
/// afterwards.
std::string describe_unwritten(Machine& machine, const Schedule& schedule);

/// Says where the memory that is lost at the end of a schedule was allocated, likewise.
std::string locate_leaks(Machine& machine, const Schedule& schedule);

}  // namespace epcheck
