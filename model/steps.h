// SPDX-License-Identifier: MIT
// Step: one thing that the protocol does and could forget: a lock, a barrier, a second look, a
// wake-up, an unlinking, a reference, an order. A kernel can be run without one, as
// `v7.1 without ep_poll_callback.wake`: a mutant. `epcheck mutate` does so with every step, and
// says which scenario notices.
//
// The model asks does(Step::NAME) where the step is, around as little as the step is, and never
// because of a scenario. The names are FUNCTION.STEP, the function being the kernel's. A step of
// an order leaves both sides in place and swaps them.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace epcheck {

struct Protocol;

enum class Step : std::uint8_t {
  none,

  ep_poll_callback_lock,
  ep_poll_callback_disarmed,
  ep_poll_callback_key,
  ep_poll_callback_scanning,
  ep_poll_callback_ovflist,
  ep_poll_callback_ovflist_once,
  chain_epi_lockless_cmpxchg,
  chain_epi_lockless_xchg,
  ep_poll_callback_rdllist,
  ep_poll_callback_rdllist_once,
  ep_poll_callback_stay_awake,
  ep_poll_callback_stay_awake_rcu,
  list_add_tail_lockless_cmpxchg,
  list_add_tail_lockless_xchg,
  ep_poll_callback_wake,
  ep_poll_callback_wake_during_scan,
  ep_poll_callback_used_if_asleep,
  ep_poll_callback_used_by_key,
  ep_poll_callback_poll_wake,
  ep_poll_callback_unlock_first,
  ep_poll_callback_pollfree_unlink,
  ep_poll_callback_pollfree_release,
  ep_poll_safewake_lock,
  ep_wake_waiter_lock,

  ep_queue_ready_lock,
  ep_queue_ready_once,
  ep_queue_ready_rdllist,
  ep_queue_ready_stay_awake,
  ep_queue_ready_wake,
  ep_queue_ready_poll_wake,

  ep_poll_last_look,
  ep_poll_last_look_lock,
  ep_poll_announce,
  ep_poll_barrier,
  ep_poll_arm,
  ep_poll_arm_lock,
  ep_poll_exclusive,
  ep_poll_unlink,
  ep_poll_unlink_lock,
  ep_poll_again,
  ep_poll_recheck_after_timeout,
  ep_autoremove_wake_function_unlink,
  ep_autoremove_wake_function_always,
  ep_autoremove_wake_function_careful,
  try_to_wake_up_asleep,
  try_to_wake_up_barrier,
  schedule_signal_pending,
  schedule_barrier,

  ep_start_scan_lock,
  ep_start_scan_splice,
  ep_start_scan_ovflist,
  ep_done_scan_lock,
  ep_done_scan_drain,
  ep_done_scan_unchain,
  ep_done_scan_once,
  ep_done_scan_fifo,
  ep_done_scan_stay_awake,
  ep_done_scan_ovflist,
  ep_done_scan_splice,
  ep_done_scan_wake,
  ep_done_scan_poll_wake,
  ep_send_events_mtx,
  ep_send_events_unlink,
  ep_send_events_unlink_first,
  ep_send_events_poll,
  ep_send_events_put_back,
  ep_send_events_stop_at_fault,
  ep_send_events_disarm,
  ep_send_events_level,
  ep_send_events_hand_over,
  ep_send_events_stay_awake,
  epoll_put_uevent_end,
  ep_eventpoll_poll_poll_wait,
  ep_eventpoll_poll_mtx,
  ep_eventpoll_poll_unlink,
  ep_item_poll_pin,
  ep_item_poll_fput,

  do_epoll_ctl_mtx,
  do_epoll_ctl_exists,
  ep_insert_link_before_poll,
  ep_insert_poll,
  ep_insert_path_check,
  ep_insert_undo,
  ep_register_epitem_nested_mtx,
  ep_register_epitem_f_lock,
  ep_register_epitem_file,
  ep_register_epitem_get,
  ep_register_epitem_list_file,
  ep_ptable_queue_proc_add,
  ep_ptable_queue_proc_exclusive,
  ep_ptable_queue_proc_barrier,
  ep_modify_barrier,
  ep_modify_poll,
  ep_unregister_pollwait_unlink,
  ep_remove_wait_queue_rcu,
  ep_remove_unregister,
  ep_remove_pin,
  ep_remove_fput,
  ep_remove_file_f_lock,
  ep_remove_file_f_ep,
  ep_remove_file_unlink,
  ep_remove_epi_rbr,
  ep_remove_epi_lock,
  ep_remove_epi_rdllist,
  ep_remove_epi_rcu,
  ep_remove_put,

  fput_eventpoll,
  fput_rcu,
  eventpoll_release_file_epmutex,
  eventpoll_release_file_f_lock,
  eventpoll_release_file_mtx,
  eventpoll_release_file_unregister,
  eventpoll_release_file_put,
  eventpoll_release_file_put_after_unlock,
  ep_eventpoll_release_poll_wake,
  ep_eventpoll_release_epmutex,
  ep_eventpoll_release_mtx,
  ep_eventpoll_release_unregister,
  ep_eventpoll_release_remove,
  ep_eventpoll_release_put,
  ep_eventpoll_release_put_after_unlock,
  ep_free_rcu,
  ep_begin_full_check_epmutex,
  ep_loop_check_refuse,
  ep_loop_check_proc_mtx,
  ep_loop_check_upwards,
  ep_loop_check_rcu,
  reverse_path_check_rcu,

  fget_get,
  wake_up_lock,
  wake_up_common_next_first,
  wake_up_common_count,
  wake_up_common_used,
  add_wait_queue_lock,
  remove_wait_queue_lock,
  wq_has_sleeper_barrier,
  pollwait_barrier,
  pollwake_triggered,
  poll_schedule_timeout_barrier,
  poll_schedule_timeout_reset,
  poll_freewait_unlink,
  eventfd_write_lock,
  eventfd_write_wake,
  eventfd_read_lock,
  eventfd_read_wake,
  pipe_read_wake,
  pipe_read_mtx,
  pipe_write_wake,
  pipe_write_mtx,
  pipe_release_wake,
  pipe_release_mtx,
  sock_def_readable_wake,
  sock_def_write_space_wake,
  sock_def_wakeup_wake,
  stream_read_lock,
  stream_receive_lock,
  stream_shutdown_lock,
  listener_connect_wake,
  listener_connect_lock,
  listener_accept_lock,
  timerfd_triggered_wake,
  timerfd_triggered_lock,
  timerfd_read_lock,
  timerfd_settime_lock,
  timerfd_poll_lock,
  signal_wake_up_sigpending,
  signal_wake_up_wake,
  send_signal_siglock,
  send_signal_rcu,
  cleanup_sighand_rcu,
  dequeue_signal_siglock,
  dequeue_signal_recalc,
  set_current_blocked_siglock,
  set_current_blocked_recalc,
  exit_signals_retarget,
  signalfd_notify_wake,

  end,
};

struct StepInfo {
  Step step;
  const char* name;                  // "ep_poll_callback.wake"
  bool (*taken)(const Protocol& p);  // whether kernels of that protocol take it
  const char* meaning;               // what it does, or what for
};

/// All steps, in the order of Step.
std::span<const StepInfo> steps();

/// The step of that name, or null.
const StepInfo* find_step(std::string_view name);

/// The step; it is not `none`.
const StepInfo& info(Step step);

/// Whether the kernel of the current task takes the step.
bool does(Step step);

}  // namespace epcheck
