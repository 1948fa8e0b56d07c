// SPDX-License-Identifier: MIT
#include "traces/compare.h"

#include <fmt/format.h>

#include <algorithm>

#include "traces/story.h"

namespace epcheck {
namespace {

// Programs under test have their memory above this. Without a name, an address says nothing: it may
// be another one in a command that was built by another compiler.
constexpr std::uint64_t kAddresses = std::uint64_t{1} << 44;

bool same_value(const std::optional<std::uint64_t>& a, const std::string& a_name,
                const std::optional<std::uint64_t>& b, const std::string& b_name) {
  if (!a_name.empty() || !b_name.empty()) return a_name == b_name;
  if (a && b && *a >= kAddresses && *b >= kAddresses) return true;
  return a == b;
}

bool same(const TraceStep& a, const TraceStep& b) {
  return a.decision == b.decision && a.thread == b.thread && a.kind == b.kind &&
         a.object == b.object && a.object_id == b.object_id && a.text == b.text &&
         a.note_kind == b.note_kind && a.wakes == b.wakes && a.behind == b.behind &&
         same_value(a.value, a.value_name, b.value, b.value_name) &&
         same_value(a.written, a.written_name, b.written, b.written_name);
}

}  // namespace

std::optional<std::size_t> first_difference(const Trace& a, const Trace& b) {
  auto [in_a, in_b] =
      std::mismatch(a.steps.begin(), a.steps.end(), b.steps.begin(), b.steps.end(), same);
  if (in_a == a.steps.end() && in_b == b.steps.end()) return std::nullopt;
  return in_a - a.steps.begin();
}

std::string describe_step(const Trace& trace, std::size_t step) {
  if (step >= trace.steps.size()) return "nothing";
  const TraceStep& of = trace.steps[step];
  std::string place = place_text(of);
  return thread_name(trace, of.thread) + ": " + step_text(of) +
         (place.empty() ? "" : ", in " + place);
}

}  // namespace epcheck
