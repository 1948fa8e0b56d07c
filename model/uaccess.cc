// SPDX-License-Identifier: MIT
#include "model/uaccess.h"

#include "checker/choice.h"
#include "checker/report.h"
#include "model/locking.h"
#include "model/task.h"

namespace epcheck {

namespace {

/// The page fault, if there is one. It may sleep also where a region is open: it saves that.
[[gnu::noinline]] bool access_user() {
  Task* task = current_task();
  if (lockdep::is_atomic(task))
    report("user-access",
           "user memory is touched with a spinlock held or with interrupts off; a fault may sleep");
  switch (task->user_memory) {
    case UserMemory::present:
      return true;
    case UserMemory::slow:
      ghost_point(&task->user_memory);
      return true;
    case UserMemory::missing:
      if (choose(2) == 0) return true;
      note("state", "the user's memory is missing");
      return false;
  }
  return true;
}

}  // namespace

void user_access_begin() {
  LockGhost& locks = current_task()->locks;
  if (locks.user_access) report("user-access", "access to user memory is opened twice");
  locks.user_access = true;
}

void user_access_end() { current_task()->locks.user_access = false; }

bool unsafe_put_user() {
  if (!current_task()->locks.user_access)
    report("user-access", "user memory is touched where access to it is not open");
  return access_user();
}

bool put_user() {
  user_access_begin();
  bool good = unsafe_put_user();
  user_access_end();
  return good;
}

bool copy_from_user() { return put_user(); }

void user_access_check_closed() {
  if (current_task()->locks.user_access)
    report("user-access", "a system call returns with access to user memory open");
}

}  // namespace epcheck
