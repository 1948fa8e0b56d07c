// SPDX-License-Identifier: MIT
#include "checker/native_fault.h"

#include <ucontext.h>

#include <cstdint>

#include "checker/layout.h"
#include "checker/report.h"

namespace epcheck {
namespace {

[[noreturn, gnu::noinline]] void null_dereference() {
  fail("null-dereference", "an access through a null pointer");
}

[[noreturn, gnu::noinline]] void wild_call() {
  fail("invalid-access", "a call of what is no function");
}

}  // namespace

bool continue_after_fault(const siginfo_t& info, void* ucontext) {
  constexpr std::uintptr_t kPage = 4096;
  constexpr std::uintptr_t kRedZone = 128;
  greg_t* registers = static_cast<ucontext_t*>(ucontext)->uc_mcontext.gregs;
  const auto sp = static_cast<std::uintptr_t>(registers[REG_RSP]);
  // Of an object whose link is null, what lies before the link is below 0.
  const bool null = reinterpret_cast<std::uintptr_t>(info.si_addr) + kPage < 2 * kPage;
  // As by a pointer in a variable that has ended.
  const bool call = info.si_addr == reinterpret_cast<void*>(registers[REG_RIP]);
  // The engine has a stack of its own.
  if (!(null || call) || !in_program(sp)) return false;
  // As if the function had been called: a return address lies below a multiple of 16.
  const std::uintptr_t called = (sp - kRedZone) / 16 * 16 - sizeof(std::uintptr_t);
  *reinterpret_cast<greg_t*>(called) = registers[REG_RIP];
  registers[REG_RSP] = static_cast<greg_t>(called);
  registers[REG_RIP] = reinterpret_cast<greg_t>(null ? &null_dereference : &wild_call);
  return true;
}

}  // namespace epcheck
