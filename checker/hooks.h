// SPDX-License-Identifier: MIT
// The narrow face of the engine: plain functions by address and size. Everything in atomic.h,
// plain.h, mutex.h, ... is written over these, and instrumented C code can call them directly.
// Call them only from a thread of the program under test (inside check()).
//
// A hook may suspend the calling thread; when it returns, the operation has been carried out.
// After each hook the caller drops its callee-saved registers: values that nobody will read again
// would otherwise be saved on the stack, and states that differ only in them would not be merged.
#pragma once

#include <cstdint>
#include <type_traits>

#include "checker/op.h"

extern "C" {
/// Announces and carries out one operation. `code` is an OpCode; the meaning of a and b:
/// store/exchange/fetch_*: a = operand; cas: a = expected, b = desired; wait: address = array of
/// Condition, a = its length; choose: a = number of choices (1..255); locks: address = the lock.
/// Returns the value read (load, rmw), the index chosen (wait, choose), or 0/1 (try_lock).
std::uint64_t epc_hook(std::uint64_t code, void* address, std::uint64_t a, std::uint64_t b);
/// The same for an operation whose place in the source is `pc`, a return address.
std::uint64_t epc_hook_from(std::uint64_t code, const void* address, std::uint64_t a,
                            std::uint64_t b, const void* pc);
/// Reads a word without an operation. For Condition::holds and for judging ended executions.
std::uint64_t epc_peek(const void* address, unsigned size);
/// Tells the engine that ghost memory at `address` is about to change; who reads it says so by
/// epc_look(). See ghost.h.
void epc_touch(void* address, unsigned size);
/// Memory that is part of the state: deterministic addresses, no reuse, access after free reported.
void* epc_alloc(std::uint64_t bytes);
/// The same, but reading what nobody has written since is reported. What is read is zeros.
void* epc_malloc(std::uint64_t bytes);
/// Like epc_alloc(), for one of several blocks of one `tag` that are alike: exchanging two of them,
/// and all that points to them, changes nothing but names (docs/internals.md, "Symmetry").
void* epc_alloc_alike(std::uint64_t bytes, const void* tag);
void epc_free(void* memory);
/// Starts `body(argument)` as a new thread; a copy of `argument_bytes` bytes at `argument` is made.
/// Returns a handle of the thread, as thread.h uses it. `name` must outlive the check; it may be
/// null.
void* epc_spawn(void (*body)(void*), const void* argument, std::uint64_t argument_bytes,
                const char* name);
/// Tells the engine that `bytes` bytes at `address` are read without an operation (repeater.h). In
/// assembler: leaves the same on the stack whether it is noted or not.
void epc_look(const void* address, std::uint64_t bytes);
}

namespace epcheck {

/// Zeroes the registers that a function call would preserve. Free of effect on the program.
[[gnu::always_inline]] inline void scrub_registers() {
#if defined(__x86_64__) && defined(__GNUC__)
  asm volatile(
      "xorl %%ebx, %%ebx\n\txorl %%r12d, %%r12d\n\txorl %%r13d, %%r13d\n\t"
      "xorl %%r14d, %%r14d\n\txorl %%r15d, %%r15d"
      :
      :
      : "rbx", "r12", "r13", "r14", "r15", "cc");
#endif
}

/// The register that epc_hook takes an OpCode in. Made of integers only: a struct would be built in
/// memory, on the stack that is part of the state.
[[gnu::always_inline]] constexpr std::uint64_t pack(OpKind kind, unsigned size, Order order,
                                                    unsigned flags = 0) {
  return static_cast<std::uint64_t>(kind) | static_cast<std::uint64_t>(size) << 8 |
         static_cast<std::uint64_t>(order) << 16 | static_cast<std::uint64_t>(flags) << 24;
}

[[gnu::always_inline]] inline std::uint64_t hook(std::uint64_t code, const void* address,
                                                 std::uint64_t a = 0, std::uint64_t b = 0) {
  std::uint64_t result = epc_hook(code, const_cast<void*>(address), a, b);
  scrub_registers();
  return result;
}

/// What a step reads without an operation is noted when it is taken for the first time. For code
/// without a red zone: the library epcheck_checker demands that of who uses it.
[[gnu::always_inline]] inline void look_at(const void* address, std::uint64_t bytes) {
#if defined(__x86_64__) && defined(__GNUC__)
  asm volatile("call epc_look"
               : "+D"(address), "+S"(bytes)
               :
               : "rax", "rcx", "rdx", "r8", "r9", "r10", "r11", "xmm0", "xmm1", "xmm2", "xmm3",
                 "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13",
                 "xmm14", "xmm15", "cc", "memory");
#else
  epc_look(address, bytes);
#endif
}
[[gnu::always_inline]] inline std::uint64_t peek_at(const void* address, unsigned size) {
  look_at(address, size);
  return epc_peek(address, size);
}

/// Bits of a value of at most eight bytes, and back. Pointers, integers, enums, bool, and small
/// trivially copyable structs.
template <class T>
[[gnu::always_inline]] inline std::uint64_t to_word(T value) {
  static_assert(sizeof(T) <= 8);
  if constexpr (std::is_pointer_v<T>) {
    return reinterpret_cast<std::uint64_t>(value);
  } else if constexpr (std::is_same_v<T, bool>) {
    return value;
  } else if constexpr (std::is_integral_v<T>) {
    return static_cast<std::make_unsigned_t<T>>(value);
  } else if constexpr (std::is_enum_v<T>) {
    return to_word(static_cast<std::underlying_type_t<T>>(value));
  } else {
    std::uint64_t word = 0;
    __builtin_memcpy(&word, &value, sizeof(T));
    return word;
  }
}

template <class T>
[[gnu::always_inline]] inline T from_word(std::uint64_t word) {
  static_assert(sizeof(T) <= 8);
  if constexpr (std::is_pointer_v<T>) {
    return reinterpret_cast<T>(word);
  } else if constexpr (std::is_integral_v<T> || std::is_enum_v<T>) {
    return static_cast<T>(word);
  } else {
    T value;
    __builtin_memcpy(&value, &word, sizeof(T));
    return value;
  }
}

}  // namespace epcheck
