// SPDX-License-Identifier: MIT
// Globals: the variables with static storage of C code that is a program under test. They stand in
// the section epc_globals (cmake/c_program.cmake puts them there), whose pages are mapped a second
// time into the program's memory, at kGlobals. The program uses them where the linker put them; the
// engine knows them by their second address, so that for it they are like a block of heap: saved
// for undo, hashed, classified. Each check begins with the values that they had before it, and
// leaves them with those. A forked process gets its own copy.
//
// One object, owned by Machine; canonical() and is_constant() may be called by the hooks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "checker/layout.h"

extern "C" {
// By the linker, if there is such a section; else null.
[[gnu::weak]] extern std::byte __start_epc_globals[];
[[gnu::weak]] extern std::byte __stop_epc_globals[];
}

namespace epcheck {

/// Where in the region the globals begin: a page, in the part that heaps have there.
inline constexpr std::uintptr_t kGlobals =
    kBase + kGlobalsRegion * kRegionBytes + kStackBytes + 4096;
static_assert(kGlobals >= kBase + kGlobalsRegion * kRegionBytes + kStackBytes + kFreedBytes);

/// The number of the chunk that begins there.
inline constexpr std::uint32_t kFirstGlobalsChunk =
    kGlobalsRegion * kChunksPerHeap + 4096 / kChunkBytes;

class Globals {
 public:
  /// Maps the pages a second time. REQUIRES: the program's memory is reserved.
  void attach();

  /// The address that the engine knows a variable by; any other address is left as it is.
  static const void* canonical(const void* address) {
    std::uintptr_t place = reinterpret_cast<std::uintptr_t>(address);
    std::uintptr_t begin = reinterpret_cast<std::uintptr_t>(__start_epc_globals);
    if (place - begin >= bytes()) return address;
    return reinterpret_cast<const void*>(place - begin + kGlobals);
  }
  static std::size_t bytes() {
    return reinterpret_cast<std::uintptr_t>(__stop_epc_globals) -
           reinterpret_cast<std::uintptr_t>(__start_epc_globals);
  }
  static std::uint32_t chunks() { return static_cast<std::uint32_t>(bytes() / kChunkBytes); }
  /// Whether the address lies in memory of this program that nobody can write.
  static bool is_constant(const void* address);
  /// The variable at an address, such as "queue+8", by the symbols of this program; else "".
  static std::string name(const void* address);
  /// Why an access to an address outside of the program's memory is refused; kept for ever.
  static const char* why_outside(const void* address);

  /// Takes the values that the variables have now for those that each execution begins with.
  void capture();
  /// Gives them these values.
  void reset() const;

 private:
  std::vector<std::byte> image_;
};

}  // namespace epcheck
