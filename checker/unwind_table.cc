// SPDX-License-Identifier: MIT
#include "checker/unwind_table.h"

#include <cstring>

extern "C" {
/// Of libgcc, which finds entries for the unwinder (unwind-dw2-fde.h has no public header).
struct dwarf_eh_bases {
  void* tbase;
  void* dbase;
  void* func;
};
const void* _Unwind_Find_FDE(void* pc, dwarf_eh_bases* bases);
}

namespace epcheck {

namespace {

constexpr std::uint8_t kPcRelative4 = 0x1b;  // DW_EH_PE_pcrel | DW_EH_PE_sdata4

template <class T>
T read(const std::uint8_t* at) {
  T value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

std::uint64_t read_uleb(const std::uint8_t*& at) {
  std::uint64_t value = 0;
  for (unsigned shift = 0;; shift += 7) {
    std::uint8_t byte = *at++;
    value |= std::uint64_t{byte & 0x7fu} << shift;
    if (!(byte & 0x80)) return value;
  }
}

/// The encoding of addresses, and whether entries name landing pads; false if it is unusual.
bool read_augmentation(const std::uint8_t* cie, bool* names_landing_pads) {
  const char* augmentation = reinterpret_cast<const char*>(cie + 9);
  const std::uint8_t* at = cie + 9 + std::strlen(augmentation) + 1;
  if (augmentation[0] != 'z') return false;
  read_uleb(at);          // code alignment
  while (*at++ & 0x80) {  // data alignment, signed
  }
  read_uleb(at);  // return address register
  read_uleb(at);  // length of what follows
  for (const char* c = augmentation + 1; *c != '\0'; ++c) {
    if (*c == 'R') return *at == kPcRelative4;
    if (*c == 'L') *names_landing_pads = true, ++at;
    if (*c == 'P') {
      if ((*at & 0x0f) != 0x0b) return false;  // only four-byte personality pointers
      at += 5;
    }
    if (*c == 'S') return false;  // a signal frame
  }
  return false;
}

}  // namespace

std::optional<FunctionBounds> function_bounds(std::uintptr_t pc) {
  dwarf_eh_bases bases{};
  const auto* fde =
      static_cast<const std::uint8_t*>(_Unwind_Find_FDE(reinterpret_cast<void*>(pc), &bases));
  if (fde == nullptr) return std::nullopt;
  const std::uint8_t* cie = fde + 4 - read<std::int32_t>(fde + 4);
  bool names_landing_pads = false;
  if (!read_augmentation(cie, &names_landing_pads)) return std::nullopt;
  std::uintptr_t begin = reinterpret_cast<std::uintptr_t>(bases.func);
  FunctionBounds bounds{begin, begin + read<std::uint32_t>(fde + 12), false};
  if (names_landing_pads) {
    const std::uint8_t* at = fde + 16;
    if (read_uleb(at) >= 4) bounds.catches = read<std::int32_t>(at) != 0;
  }
  if (pc < bounds.begin || pc > bounds.end) return std::nullopt;
  return bounds;
}

}  // namespace epcheck
