// SPDX-License-Identifier: MIT
#include "checker/globals.h"

#include <backtrace.h>
#include <fmt/format.h>
#include <link.h>
#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <set>

#include "checker/bug.h"
#include "checker/thread_state.h"

namespace epcheck {

namespace {

constexpr std::size_t kPage = 4096;
constexpr std::size_t kRoom = kHeapBytes - kPage;

std::uintptr_t number(const void* address) { return reinterpret_cast<std::uintptr_t>(address); }

/// A copy of the variables in memory of its own; -1 if there is none to be had.
int copy_of_globals() {
  int file = memfd_create("epc_globals", MFD_CLOEXEC);
  ssize_t bytes = static_cast<ssize_t>(Globals::bytes());
  if (file < 0 || write(file, __start_epc_globals, Globals::bytes()) == bytes) return file;
  close(file);
  return -1;
}

void map_at(void* where, int file) {
  void* memory =
      mmap(where, Globals::bytes(), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, file, 0);
  CHECK(memory == where, "global variables cannot be mapped");
}

void map_twice(int file) {
  CHECK(file >= 0, "no memory for a copy of global variables");
  map_at(__start_epc_globals, file);
  map_at(reinterpret_cast<void*>(kGlobals), file);
  close(file);
}

/// The child of a fork must not share the variables with its parent, who may be writing them.
int for_child = -1;
void before_fork() { for_child = copy_of_globals(); }
void in_parent() { close(for_child); }
void in_child() { map_twice(for_child); }

struct Range {
  std::uintptr_t begin, end;
};

int add_constant(dl_phdr_info* info, std::size_t, void* into) {
  auto& ranges = *static_cast<std::vector<Range>*>(into);
  for (unsigned i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr)& part = info->dlpi_phdr[i];
    bool constant = part.p_type == PT_LOAD && !(part.p_flags & PF_W);
    std::uintptr_t begin = info->dlpi_addr + part.p_vaddr;
    if (constant || part.p_type == PT_GNU_RELRO) ranges.push_back({begin, begin + part.p_memsz});
  }
  return 0;
}

void take_symbol(void* into, std::uintptr_t address, const char* symbol, std::uintptr_t value,
                 std::uintptr_t) {
  if (symbol == nullptr) return;
  std::string& name = *static_cast<std::string*>(into);
  name = address == value ? symbol : fmt::format("{}+{}", symbol, address - value);
}

void ignore_error(void*, const char*, int) {}

}  // namespace

void Globals::attach() {
  if (bytes() == 0) return;
  CHECK(number(__start_epc_globals) % kPage == 0 && bytes() % kPage == 0,
        "the section epc_globals is not made by epcheck_c_program()");
  CHECK(bytes() <= kRoom, "more than 252 KiB of global variables in C programs");
  map_twice(copy_of_globals());
  CHECK(pthread_atfork(before_fork, in_parent, in_child) == 0, "no room to prepare for forks");
  // As if a thread had allocated them: whoever looks for the owner of a block finds this.
  thread_state(kGlobalsRegion).heap_used =
      static_cast<std::uint32_t>(kGlobals + bytes() - heap_blocks(kGlobalsRegion));
}

void Globals::capture() { image_.assign(__start_epc_globals, __stop_epc_globals); }

void Globals::reset() const {
  if (!image_.empty()) std::memcpy(__start_epc_globals, image_.data(), image_.size());
}

bool Globals::is_constant(const void* address) {
  static const std::vector<Range> ranges = [] {
    std::vector<Range> found;
    dl_iterate_phdr(add_constant, &found);
    return found;
  }();
  for (Range range : ranges)
    if (number(address) >= range.begin && number(address) < range.end) return true;
  return false;
}

std::string Globals::name(const void* address) {
  static backtrace_state* state = backtrace_create_state(nullptr, 0, ignore_error, nullptr);
  std::uintptr_t place = number(address);
  if (place - kGlobals < bytes()) place = place - kGlobals + number(__start_epc_globals);
  std::string name;
  if (state != nullptr) backtrace_syminfo(state, place, take_symbol, ignore_error, &name);
  return name;
}

const char* Globals::why_outside(const void* address) {
  static std::set<std::string> kept;
  std::string symbol = name(address);
  if (symbol.empty()) return "a shared variable outside of the program's own memory";
  return kept
      .insert(
          fmt::format("the variable {} is no part of the state: put it on a stack or a heap, or "
                      "build its C file by epcheck_c_program()",
                      symbol))
      .first->c_str();
}

}  // namespace epcheck
