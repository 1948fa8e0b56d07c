// SPDX-License-Identifier: MIT
// What sending a signal (send_signal.cc) and taking one (signal.cc) share, inside model/ only.
// Everything here that changes a set wants siglock.
#pragma once

#include "model/signal.h"

namespace epcheck {

/// Null if the process has no signals, or has ended.
Sighand* sighand_of(const Process* process);

/// The whole process is to end: every task is told by SIGKILL.
void begin_group_exit(Process* process, Sighand* sighand);

/// What is pending for the process, among `which`, is for others than `task`: who takes it is told.
void retarget_shared_pending(const Sighand* sighand, const Task* task, SignalSet which);

}  // namespace epcheck
