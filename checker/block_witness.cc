// SPDX-License-Identifier: MIT
#include "checker/block_witness.h"

#include <fmt/format.h>

#include "checker/leaks.h"
#include "checker/machine.h"

namespace epcheck {

namespace {

std::string place(const void* pc) {
  SourceLine line = source_line(pc);
  if (line.file.empty()) return "an unknown place";
  return fmt::format("{}:{}", line.file.substr(line.file.rfind('/') + 1), line.line);
}

void take_again(Machine& machine, const Schedule& schedule, BlockWitness& witness) {
  StepObserver* observer = std::exchange(machine.observer, nullptr);
  machine.set_block_witness(&witness);
  take_again(machine, schedule);
  machine.set_block_witness(nullptr);
  machine.observer = observer;
}

}  // namespace

const BlockWitness::Block* BlockWitness::block_at(std::uintptr_t address) const {
  for (const Block& block : blocks_)
    if (address - block.begin < block.bytes) return &block;
  return nullptr;
}

std::string BlockWitness::describe_read() const {
  if (reader_pc_ == nullptr) return "";
  const char* name = thread_state(reader_).name;
  const Block* block = block_at(address_);
  return fmt::format("{} reads at {} what nobody has written since it was allocated at {}",
                     name != nullptr ? name : fmt::format("thread {}", reader_), place(reader_pc_),
                     place(block != nullptr ? block->pc : nullptr));
}

std::string describe_unwritten(Machine& machine, const Schedule& schedule) {
  BlockWitness witness;
  take_again(machine, schedule, witness);
  return witness.describe_read();
}

std::string locate_leaks(Machine& machine, const Schedule& schedule) {
  BlockWitness witness;
  take_again(machine, schedule, witness);
  std::vector<LostBlock> lost = find_leaks(machine, machine.end_state());
  if (lost.empty()) return "";
  const BlockWitness::Block* first = witness.block_at(lost[0].begin);
  return fmt::format("{}; the first was allocated at {}", describe_leaks(lost),
                     place(first != nullptr ? first->pc : nullptr));
}

}  // namespace epcheck
