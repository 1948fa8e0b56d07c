// SPDX-License-Identifier: MIT
#include "model/steps.h"

#include "model/protocol.h"

namespace epcheck {
namespace {

using P = const Protocol&;

bool always(P) { return true; }
bool has_ready_lock(P p) { return !p.ready_llist; }

constexpr StepInfo kSteps[] = {
    {Step::ep_poll_callback_lock, "ep_poll_callback.lock", has_ready_lock,
     "queues the item and looks for sleepers under ep->lock"},
    {Step::ep_poll_callback_ovflist, "ep_poll_callback.ovflist", has_ready_lock,
     "chains the item on ovflist during a scan"},
    {Step::ep_poll_callback_rdllist, "ep_poll_callback.rdllist", has_ready_lock,
     "puts the item on rdllist"},
    {Step::ep_poll_callback_wake, "ep_poll_callback.wake", always, "wakes a sleeper of epoll_wait"},
    {Step::ep_poll_callback_poll_wake, "ep_poll_callback.poll-wake", always,
     "tells those who poll the instance"},

    {Step::ep_poll_last_look, "ep_poll.last-look", has_ready_lock,
     "looks for events once more before it sleeps"},
    {Step::ep_poll_arm, "ep_poll.arm", has_ready_lock, "puts an entry on ep->wq before it sleeps"},
    {Step::ep_poll_recheck_after_timeout, "ep_poll.recheck-after-timeout",
     [](P p) { return p.recheck_after_timeout && p.lockless_check && !p.ready_llist; },
     "collects if it was woken, though it timed out as well"},

    {Step::ep_start_scan_splice, "ep_start_scan.splice", has_ready_lock,
     "takes rdllist away for the scan alone"},
    {Step::ep_done_scan_drain, "ep_done_scan.drain", has_ready_lock,
     "moves what came during the scan from ovflist to rdllist"},
    {Step::ep_done_scan_wake, "ep_done_scan.wake",
     [](P p) { return p.wake_at_scan_end && !p.ready_llist; },
     "wakes a sleeper if events are left"},
    {Step::ep_send_events_level, "ep_send_events.level", has_ready_lock,
     "queues a level-triggered item again"},
    {Step::ep_send_events_unlink, "ep_send_events.unlink", has_ready_lock,
     "takes the item off the batch"},

    {Step::ep_modify_barrier, "ep_modify.barrier", [](P p) { return p.mod_barrier; },
     "orders the new mask before the poll"},
    {Step::ep_remove_unregister, "ep_remove.unregister", always,
     "takes the callbacks off the file's queue before the item goes"},
};

constexpr bool in_order() {
  unsigned at = 0;
  for (const StepInfo& step : kSteps)
    if (step.step != static_cast<Step>(++at)) return false;
  return static_cast<Step>(at + 1) == Step::end;
}
static_assert(in_order());

}  // namespace

std::span<const StepInfo> steps() { return kSteps; }

const StepInfo* find_step(std::string_view name) {
  for (const StepInfo& step : kSteps)
    if (step.name == name) return &step;
  return nullptr;
}

const StepInfo& info(Step step) { return kSteps[static_cast<unsigned>(step) - 1]; }

}  // namespace epcheck
