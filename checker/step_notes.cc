// SPDX-License-Identifier: MIT
#include "checker/step_notes.h"

#include <algorithm>
#include <cstring>

namespace epcheck {

void StepNotes::clear() {
  complete_ = true;
  reads_.clear();
  seen_.clear();
  writes_.clear();
  calls_.clear();
}

void StepNotes::read(std::uintptr_t address, std::size_t bytes) {
  while (bytes > 0) {
    std::uint32_t first = static_cast<std::uint32_t>(std::min<std::size_t>(bytes, 8));
    read_word({address, first});
    address += first;
    bytes -= first;
  }
}

/// What the step has written itself follows from the rest.
void StepNotes::read_word(NotedPlace place) {
  std::uintptr_t end = place.address + place.bytes;
  for (const Range& written : writes_) {
    if (written.address >= end || written.address + written.bytes <= place.address) continue;
    // The part that was not written would have to be noted alone.
    if (written.address > place.address || written.address + written.bytes < end) give_up();
    return;
  }
  for (const NotedRead& known : reads_)
    if (known.place == place) return;
  Key value;
  std::memcpy(&value.low, reinterpret_cast<const void*>(place.address), place.bytes);
  reads_.push_back({place, value});
}

void StepNotes::write(std::uintptr_t address, std::size_t bytes) {
  for (const Range& known : writes_)
    if (known.address == address && known.bytes == bytes) return;
  writes_.push_back({address, bytes});
}

bool StepNotes::see(std::uintptr_t stack_or_pointer, std::uintptr_t whole) {
  if (std::find(seen_.begin(), seen_.end(), whole) != seen_.end()) return false;
  seen_.push_back(whole);
  reads_.push_back({{stack_or_pointer, 0}, {}});
  return true;
}

/// Nothing has changed since the same question was answered.
void StepNotes::call(const HandoverCall& call) {
  for (std::size_t i = calls_.size();
       call.kind == HandoverCall::Kind::ordered && i-- > 0 && calls_[i].kind == call.kind;)
    if (calls_[i] == call) return;
  calls_.push_back(call);
}

}  // namespace epcheck
