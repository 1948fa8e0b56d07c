// SPDX-License-Identifier: MIT
// Which random programs a test makes. A program is made from its seed alone, the same on every
// machine. EPCHECK_PROGRAMS=1000000 makes the long run of all tests that compare random programs,
// and EPCHECK_PROGRAMS=20000-30000 a part of it.
#pragma once

#include <cstdint>
#include <cstdlib>

namespace epcheck {

struct Seeds {
  std::uint64_t first, end;
  std::uint64_t size() const { return end - first; }
};

/// Of the long run, or the first `usual` ones. `every`: in the long run, too, this test makes only
/// one program where others make `every`.
inline Seeds seeds(std::uint64_t usual, std::uint64_t every = 1) {
  const char* wanted = std::getenv("EPCHECK_PROGRAMS");
  if (wanted == nullptr) return {0, usual};
  char* rest = nullptr;
  Seeds seeds{0, std::strtoull(wanted, &rest, 10)};
  if (*rest == '-') seeds = {seeds.end, std::strtoull(rest + 1, nullptr, 10)};
  return {seeds.first / every, seeds.end / every};
}

}  // namespace epcheck
