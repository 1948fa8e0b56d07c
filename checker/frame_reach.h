// SPDX-License-Identifier: MIT
// FrameReach: which bytes of its frame may be reached through an address that a function takes. By
// the rules of C++ that is the object that it is the address of, or past whose end it points. The
// answer is a set of ranges. If anything is doubtful (no debug information, a temporary, arithmetic
// that may lead out of the object), it is the first, all of the frame. docs/internals.md, "Clean
// stacks", has the argument.
#pragma once

#include <cstdint>
#include <vector>

#include "checker/frame_objects.h"
#include "checker/machine_code.h"

namespace epcheck {

class FrameReach {
 public:
  explicit FrameReach(const MachineCode& code);

  /// The first is all of the frame.
  const std::vector<FrameRange>& ranges() const { return ranges_; }
  /// As bits of ranges().
  std::uint64_t of(TakenAddress taken) const;

 private:
  bool spilled_below(std::int32_t offset) const;

  const MachineCode& code_;
  std::vector<FrameRange> ranges_;
  std::vector<FrameRange> objects_;  // empty if all addresses lead everywhere
};

}  // namespace epcheck
