// SPDX-License-Identifier: MIT
// Signalfd: a file that is readable while one of its signals is pending (fs/signalfd.c) for whoever
// asks: it has no state but its mask. Its pollers wait on the queue of the process that they belong
// to, which may end before the file and before those that were registered from it. Then the queue
// tells them so by POLLFREE, and each leaves it for good.
#pragma once

#include "model/file.h"
#include "model/signal.h"

namespace epcheck {

struct ByteRange;
struct Task;

struct Signalfd {
  explicit Signalfd(SignalSet signals) : mask(signals) {}
  const SignalSet mask;
};

File* signalfd_create(SignalSet mask);
unsigned signalfd_poll(File* file, PollTable pt);
/// The size of a signalfd_siginfo with the signal in got->begin, or -EAGAIN.
int signalfd_read(File* file, ByteRange* got);
void signalfd_release(Signalfd* ctx);

/// A signal is about to become pending. siglock is held.
void signalfd_notify(Sighand* sighand, int signal);
/// The queue is about to go.
void signalfd_cleanup(Sighand* sighand);

/// Whether the task would get one of its signals from the file now: one to it, or to its process.
/// No operation.
bool signalfd_unread(const File* file, const Task* task);
/// The same for an item that is on the queue `whead`, which may be that of another process, or
/// gone: then nobody tells it of the task's signals.
bool signalfd_ready_at(const File* file, const WaitQueueHead* whead, const Task* task);

}  // namespace epcheck
