// SPDX-License-Identifier: MIT
#include "checker/frame_reach.h"

#include <algorithm>

#include "checker/frame_pointers.h"

namespace epcheck {

namespace {

constexpr std::uint64_t kAll = 1;
constexpr std::size_t kMostObjects = 63;  // and all of the frame: bits of a word
constexpr std::int32_t kFrameEnd = -8;

/// Whether some path leads from after `from` to a read of all of `slot`.
bool is_read_after(const MachineCode& code, const Instruction& from, const FrameAccess& slot) {
  std::vector<std::uint32_t> work = from.next;
  std::vector<bool> seen(code.instructions().size());
  while (!work.empty()) {
    std::uint32_t place = work.back();
    work.pop_back();
    if (seen[place]) continue;
    seen[place] = true;
    const Instruction& instruction = code.instructions()[place];
    for (const FrameAccess& access : instruction.accesses)
      if (!access.write && access.offset == slot.offset && access.bytes == slot.bytes) return true;
    work.insert(work.end(), instruction.next.begin(), instruction.next.end());
  }
  return false;
}

}  // namespace

FrameReach::FrameReach(const MachineCode& code) : code_(code), ranges_{{code.lowest(), kFrameEnd}} {
  bool any = std::any_of(code.instructions().begin(), code.instructions().end(),
                         [](const Instruction& each) { return each.takes.has_value(); });
  if (!any) return;
  std::optional<std::vector<FrameRange>> objects = frame_objects(code.begin());
  if (!objects || objects->size() > kMostObjects) return;
  // A temporary may lie in the place of a variable and be larger, but not reach into the next.
  for (std::size_t i = 0; i < objects->size(); ++i)
    ranges_.push_back(
        {(*objects)[i].begin, i + 1 < objects->size() ? (*objects)[i + 1].begin : kFrameEnd});
  objects_ = std::move(*objects);
  if (!FramePointers(code, *this).stay_in_objects()) objects_.clear();
}

std::uint64_t FrameReach::of(TakenAddress taken) const {
  auto after = std::upper_bound(
      objects_.begin(), objects_.end(), taken.offset,
      [](std::int32_t offset, FrameRange object) { return offset < object.begin; });
  if (taken.indexed || after == objects_.begin() || taken.offset >= (after - 1)->end) return kAll;
  std::size_t object = static_cast<std::size_t>(after - 1 - objects_.begin());
  std::uint64_t reach = std::uint64_t{1} << (object + 1);
  if (taken.offset != objects_[object].begin) return reach;
  // It may also point past the end of what lies below.
  if (object > 0) return reach | std::uint64_t{1} << object;
  return spilled_below(taken.offset) ? reach : kAll;
}

/// Whether all that is written below is read by the function itself, as spilled registers are. A
/// temporary whose end is `offset` may be read through a pointer only.
bool FrameReach::spilled_below(std::int32_t offset) const {
  for (const Instruction& instruction : code_.instructions())
    for (const FrameAccess& access : instruction.accesses)
      if (access.write && access.offset < offset &&
          (access.offset + access.bytes > offset || !is_read_after(code_, instruction, access)))
        return false;
  return true;
}

}  // namespace epcheck
