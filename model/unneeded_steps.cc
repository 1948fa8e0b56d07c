// SPDX-License-Identifier: MIT
#include "model/unneeded_steps.h"

namespace epcheck {
namespace {

using enum UnneededStep::Kind;

constexpr UnneededStep kUnneeded[] = {
    {Step::ep_poll_callback_disarmed, "", redundant,
     "ep_poll_callback.key turns away all that name their event, and who collects finds no event"},
    {Step::ep_poll_callback_ovflist_once, "v5.1 v5.7", redundant,
     "chain_epi_lockless.cmpxchg finds the same"},
    {Step::chain_epi_lockless_cmpxchg, "", equivalent,
     "an item is on one wait queue in the model, whose lock keeps its callbacks apart"},
    {Step::ep_poll_callback_rdllist_once, "v5.1 v5.7", redundant,
     "list_add_tail_lockless.cmpxchg finds the same"},
    {Step::list_add_tail_lockless_cmpxchg, "", equivalent,
     "an item is on one wait queue in the model, whose lock keeps its callbacks apart"},
    {Step::ep_poll_callback_used_by_key, "", equivalent,
     "no file of the model tells EPOLLIN and EPOLLOUT at once, and ep_poll_callback.key has turned "
     "away what else does not fit"},
    {Step::ep_wake_waiter_lock, "v7.1", redundant,
     "ep->lock, which callbacks do not share, is held wherever ep->wq is used"},
    {Step::ep_autoremove_wake_function_unlink, "v5.7", redundant,
     "ep_poll.unlink takes the entry off before its owner looks again, and one whose owner runs "
     "uses up no wake-up (try_to_wake_up.asleep)"},
    {Step::ep_autoremove_wake_function_always, "", faster,
     "an entry that stays is woken for nothing, and found linked by its owner (a16ceb139610)"},
    {Step::ep_autoremove_wake_function_careful, "", equivalent,
     "no schedule acts on the order that it restores (2192bba03d80)"},
    {Step::schedule_barrier, "v5.1", redundant,
     "whoever sleeps has said so by set_current_state(), which has a barrier (ep_poll.barrier, "
     "poll_schedule_timeout.barrier)"},
    {Step::ep_send_events_unlink_first, "", equivalent,
     "callbacks leave rdllink alone during a scan, and what they put on ovflist is moved to "
     "rdllist "
     "after both"},
    {Step::ep_item_poll_pin, "", equivalent,
     "no file of the model takes a reference on itself when it is polled, which is what the pin is "
     "for (4efaa5acf0a1)"},
    {Step::ep_register_epitem_nested_mtx, "v7.1", redundant,
     "ep_insert() polls the instance under that mutex before its check ends, so that an ADD below "
     "that has not seen the link sees the check"},
    {Step::ep_remove_file_f_ep, "", faster,
     "in the model, whose list head lies in the file: its release finds an empty list"},
    {Step::ep_eventpoll_release_poll_wake, "", equivalent,
     "nobody polls the instance any more: poll(2) holds its file, and items that watch it are "
     "gone"},
    {Step::eventpoll_release_file_f_lock, "v7.1", redundant,
     "whoever else changes the list holds a reference on the file (fget.get, ep_remove.pin), and "
     "there is none any more"},
    {Step::ep_eventpoll_release_mtx, "v5.1 v5.7", redundant,
     "nobody has the instance any more, and ep_eventpoll_release.epmutex keeps the release of "
     "files "
     "away; the kernel takes it for lockdep's sake, and says so (ep_free)"},
    {Step::ep_eventpoll_release_unregister, "", redundant, "ep_remove.unregister does it again"},
    {Step::ep_poll_callback_pollfree_release, "", equivalent,
     "who finds the queue forgotten frees the entry without a look: only a store that comes after "
     "a "
     "later one could do harm, and neither tso nor weak has that"},
    {Step::pipe_release_mtx, "", equivalent,
     "each end of a pipe is one file in the model, so that nobody else changes its count"},
    {Step::timerfd_poll_lock, "", redundant,
     "add_wait_queue.lock, and ep->lock for an item that was queued, order the look after the "
     "change; eventfd_poll() has no lock either"},
};

bool has_word(std::string_view words, std::string_view word) {
  while (!words.empty()) {
    std::string_view first = words.substr(0, words.find(' '));
    if (first == word) return true;
    words.remove_prefix(first.size() < words.size() ? first.size() + 1 : words.size());
  }
  return false;
}

}  // namespace

std::span<const UnneededStep> unneeded_steps() { return kUnneeded; }

const UnneededStep* find_unneeded(Step step, std::string_view kernel) {
  for (const UnneededStep& unneeded : unneeded_steps())
    if (unneeded.step == step && (*unneeded.kernels == '\0' || has_word(unneeded.kernels, kernel)))
      return &unneeded;
  return nullptr;
}

const char* name_of(UnneededStep::Kind kind) {
  switch (kind) {
    case UnneededStep::Kind::equivalent:
      return "equivalent";
    case UnneededStep::Kind::redundant:
      return "redundant";
    case UnneededStep::Kind::faster:
      return "faster";
  }
  return "";
}

}  // namespace epcheck
