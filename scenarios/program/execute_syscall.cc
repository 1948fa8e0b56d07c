// SPDX-License-Identifier: MIT
#include <cerrno>

#include "checker/report.h"
#include "model/signal.h"
#include "model/syscalls.h"
#include "scenarios/program/evaluate.h"
#include "scenarios/program/execute.h"

namespace epcheck::scenario {

namespace {

/// The frame of a sleeping thread is part of the state, so it has room for as many events as are
/// asked for, and no more than that in the usual case of one.
template <int room>
[[gnu::noinline]] int wait(ThreadState& thread, const Instruction& ins) {
  EpollEvent events[room] = {};
  int fd = number_of(thread, ins.fd);
  auto timeout = static_cast<Timeout>(ins.kind);
  int result = ins.sigmask ? sys_epoll_pwait(fd, events, ins.number, timeout, *ins.sigmask)
                           : sys_epoll_wait(fd, events, ins.number, timeout);
  if (ins.batch == kNoSlot) return result;
  set_slot(thread, ins.batch, result);
  std::uint16_t slot = ins.batch;
  for (int i = 0; i < ins.number; ++i) {
    bool stored = i < result;
    set_slot(thread, ++slot, stored ? events[i].events : 0);
    set_slot(thread, ++slot, stored ? static_cast<std::int64_t>(events[i].data) : 0);
  }
  return result;
}

[[gnu::noinline]] int ctl(ThreadState& thread, const Instruction& ins) {
  constexpr int kOps[] = {EPOLL_CTL_ADD, EPOLL_CTL_MOD, EPOLL_CTL_DEL};
  EpollEvent event{ins.events, 0};
  for (const DataPart& part : ins.data)
    event.data |= static_cast<std::uint64_t>(evaluate(thread, part.value)) << part.shift;
  return sys_epoll_ctl(number_of(thread, ins.ep), kOps[ins.kind], number_of(thread, ins.fd),
                       &event);
}

/// How many bytes, or which value: what does not fit an int is more than enough.
int amount_of(const ThreadState& thread, ExprRange range) {
  constexpr std::int64_t kMost = 1 << 30;
  std::int64_t amount = evaluate(thread, range);
  return static_cast<int>(amount > kMost ? kMost : amount);
}

[[gnu::noinline]] int read(ThreadState& thread, const Instruction& ins) {
  int size = amount_of(thread, ins.x);
  if (size < 0) return -EINVAL;
  int result = sys_read(number_of(thread, ins.fd), size, nullptr);
  if (result > 0 && ins.counts_bytes) {
    ghost<std::int64_t>& total =
        thread.world->bytes_read[ins.index * thread.world->program->threads.size() + thread.index];
    total = total + result;
  }
  return result;
}

[[gnu::noinline]] int write(ThreadState& thread, const Instruction& ins) {
  int amount = amount_of(thread, ins.x);
  if (amount < 0) return -EINVAL;
  return sys_write(number_of(thread, ins.fd), amount);
}

/// It is interrupted by a handler only (ERESTART_RESTARTBLOCK): a signal that another thread was
/// quicker to take is none, and the call begins anew.
[[gnu::noinline]] int poll(ThreadState& thread, const Instruction& ins) {
  int fd = number_of(thread, ins.fd);
  for (;;) {
    int result = sys_poll(fd, ins.events, static_cast<Timeout>(ins.kind));
    if (result != -EINTR || take_signal(thread)) return result;
  }
}

int call(ThreadState& thread, const Instruction& ins) {
  int fd = number_of(thread, ins.fd);
  switch (ins.op) {
    case Opcode::accept:
      return sys_accept(fd);
    case Opcode::connect:
      return sys_connect(fd);
    case Opcode::shutdown:
      return sys_shutdown(fd, ins.number);
    case Opcode::close:
      return sys_close(fd);
    case Opcode::settime:
      return sys_timerfd_settime(fd, ins.number != 0);
    default:  // dup
      return ins.to ? sys_dup2(fd, number_of(thread, ins.ep)) : sys_dup(fd);
  }
}

int dispatch(ThreadState& thread, const Instruction& ins) {
  switch (ins.op) {
    case Opcode::wait:
      return ins.number == 1 ? wait<1>(thread, ins) : wait<kMaxEvents>(thread, ins);
    case Opcode::ctl:
      return ctl(thread, ins);
    case Opcode::read:
      return read(thread, ins);
    case Opcode::write:
      return write(thread, ins);
    case Opcode::poll:
      return poll(thread, ins);
    case Opcode::fork:
      fork_process(thread.world, ins.index);
      return 0;
    case Opcode::kill:
      return send_signal(thread.world, ins.signal);
    default:
      return call(thread, ins);
  }
}

}  // namespace

[[gnu::noinline]] bool take_signal(ThreadState& thread) {
  SignalTaken taken = exit_to_user_mode();
  if (taken.work == SignalWork::none) return false;
  thread.taken = taken.work == SignalWork::die ? ThreadState::kDies : taken.signal;
  return true;
}

std::uint32_t execute_syscall(ThreadState& thread, const Instruction& ins) {
  auto memory = static_cast<epcheck::UserMemory>(ins.memory);
  if (memory != epcheck::UserMemory::present) thread.task->user_memory = memory;
  int result = dispatch(thread, ins);
  if (memory != epcheck::UserMemory::present)
    thread.task->user_memory = epcheck::UserMemory::present;
  // Who is being killed does not learn what the call returned.
  bool dies = thread.taken == ThreadState::kDies || fatal_signal_pending(thread.task);
  bool judged = ins.returns.size > 0 && !dies;
  if (judged && evaluate(thread, ins.returns) != result) fail("returns", ins.complaint.c_str());
  set_slot(thread, ins.into, result);
  bool nothing_more = result < 0 || (ins.op == Opcode::read && result == 0) ||
                      (ins.op == Opcode::wait && result == 0);
  return ins.drains && nothing_more ? ins.target : thread.ip + 1;
}

}  // namespace epcheck::scenario
