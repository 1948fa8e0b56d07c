// SPDX-License-Identifier: MIT
// User memory: what system calls copy to and from their caller. Each access may fault: the page may
// have to be fetched, for which the task sleeps as long as it takes (userfaultfd), or not exist.
// Accesses are made in a region in which the CPU lets the kernel touch user memory; rule
// `user-access` says that it is closed on every way, that nothing but accesses happens inside, and
// that no spinlock is held and interrupts are on, since a fault may sleep.
//
// The accesses return false if the page does not exist. They move no data: the caller does.
#pragma once

#include <cstdint>

namespace epcheck {

/// The memory that a system call is given. Part of Task, set for the call.
enum class UserMemory : std::uint8_t {
  present,  // no access faults: nothing can happen at one
  slow,     // any access may sleep
  missing,  // any access may find that there is nothing
};

void user_access_begin();
void user_access_end();
/// One store, inside of a region.
bool unsafe_put_user();
/// One store with a region of its own.
bool put_user();
/// A copy with a region of its own.
bool copy_from_user();
/// The system call returns: no region is open.
void user_access_check_closed();

}  // namespace epcheck
