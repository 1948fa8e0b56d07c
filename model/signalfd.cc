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

/// The files that such a signal makes readable.
template <class F>
void for_each_signalfd(int signal, F act) {
  for (const auto& entry : kernel().files) {
    File* file = entry;
    if (file != nullptr && file->kind == FileKind::signalfd &&
        (file->signalfd()->mask & signal_bit(signal)) != 0)
      act(file);
  }
}

/// Whether a process has one of the signals pending, or a process with that queue if it is given.
bool pending_at(const Signalfd* ctx, const WaitQueueHead* whead) {
  const Kernel& world = *ctx->world;
  for (unsigned i = 0; i < world.task_count; ++i) {
    const Process* process = world.tasks[i]->process;
    const Sighand* sighand = process != nullptr ? process->sighand.peek() : nullptr;
    if (sighand == nullptr || (whead != nullptr && whead != &sighand->signalfd_wqh)) continue;
    if ((sighand->shared_pending.peek() & ctx->mask) != 0) return true;
  }
  return false;
}

}  // namespace

File* signalfd_create(SignalSet mask) {
  return file_create(FileKind::signalfd, make<Signalfd>(&kernel(), mask), nullptr);
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
  for_each_signalfd(signal, [](File* file) { monitor_edge(file, EPOLLIN); });
  wake_up(&sighand->signalfd_wqh, kTaskNormal, 1, 0);
  for_each_signalfd(signal, [](File* file) { monitor_edge_end(file, EPOLLIN); });
}

[[gnu::noinline]] void signalfd_cleanup(Sighand* sighand) {
  if (!kernel().protocol.pollfree) return;
  // A remove_wait_queue() may still be going on; it is a reader of RCU, for which the queue waits.
  if (!waitqueue_active(&sighand->signalfd_wqh)) return;
  Function fn("wake_up_pollfree");
  note("call", "the queue of the signalfds goes: POLLFREE");
  wake_up(&sighand->signalfd_wqh, kTaskNormal, 0, EPOLLHUP | kPollFree);
}

bool signalfd_ready_at(const File* file, const WaitQueueHead* whead) {
  return whead != nullptr && pending_at(file->signalfd(), whead);
}

bool signalfd_unread(const File* file) { return pending_at(file->signalfd(), nullptr); }

}  // namespace epcheck
