// SPDX-License-Identifier: MIT
#include "model/signalfd.h"

#include <sys/epoll.h>

#include <cerrno>

#include "checker/memory.h"
#include "checker/report.h"
#include "model/kernel.h"
#include "model/syscalls.h"
#include "model/task.h"

namespace epcheck {
namespace {

constexpr int kInfoBytes = 128;  // sizeof(struct signalfd_siginfo)

const Sighand* sighand_now(const Task* task) {
  return task->process != nullptr ? task->process->sighand.peek() : nullptr;
}

}  // namespace

File* signalfd_create(SignalSet mask) {
  return file_create(FileKind::signalfd, make<Signalfd>(mask & ~kUnblockable), nullptr);
}

unsigned signalfd_poll(File* file, PollTable pt) {
  Sighand* sighand = current_task()->process->sighand.load(Order::relaxed);
  poll_wait(file, &sighand->signalfd_wqh, pt);
  return signal_ready(file->signalfd()->mask) ? unsigned{EPOLLIN} : 0;
}

[[gnu::noinline]] int signalfd_read(File* file, ByteRange* got) {
  Function fn("signalfd_read");
  int signal = dequeue_signal(file->signalfd()->mask);
  if (signal == 0) return -EAGAIN;
  if (got != nullptr) *got = {signal, 0};
  return kInfoBytes;
}

void signalfd_release(Signalfd* ctx) { destroy(ctx); }

[[gnu::noinline]] void signalfd_notify(Sighand* sighand, int signal) {
  // Readers look under siglock, which we hold until the signal is pending.
  if (!does(Step::signalfd_notify_wake) || !waitqueue_active(&sighand->signalfd_wqh)) return;
  monitor_signal(sighand, signal_bit(signal));
  wake_up(&sighand->signalfd_wqh, kTaskNormal, 1, 0);
  monitor_signal_end(sighand, signal_bit(signal));
}

[[gnu::noinline]] void signalfd_cleanup(Sighand* sighand) {
  if (!kernel().protocol.pollfree) return;
  // A remove_wait_queue() may still be going on; it is a reader of RCU, for which the queue waits.
  if (!waitqueue_active(&sighand->signalfd_wqh)) return;
  Function fn("wake_up_pollfree");
  note("call", "the queue of the signalfds goes: POLLFREE");
  wake_up(&sighand->signalfd_wqh, kTaskNormal, 0, EPOLLHUP | kPollFree);
}

bool signalfd_unread(const File* file, const Task* task) {
  const Sighand* sighand = sighand_now(task);
  if (sighand == nullptr || task->signals == nullptr) return false;
  SignalSet pending = sighand->shared_pending.peek() | task->signals->pending.peek();
  return (pending & file->signalfd()->mask) != 0;
}

bool signalfd_ready_at(const File* file, const WaitQueueHead* whead, const Task* task) {
  const Sighand* sighand = sighand_now(task);
  return sighand != nullptr && whead == &sighand->signalfd_wqh && signalfd_unread(file, task);
}

}  // namespace epcheck
