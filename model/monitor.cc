// SPDX-License-Identifier: MIT
#include "model/monitor.h"

#include "checker/thread.h"
#include "model/eventpoll.h"
#include "model/file.h"
#include "model/kernel.h"
#include "model/property_parts.h"
#include "model/signal.h"
#include "model/task.h"

namespace epcheck {

namespace {
const Checks& checks() { return kernel().monitors.checks; }

/// False if nobody asks what is woken.
bool begin_walk(const void* walked) {
  if (!checks().contract() && !checks().herd()) return false;
  TaskGhost& walker = current_task()->ghost;
  if (walker.walk == nullptr) walker.walk = walked;
  return true;
}

/// False also for a walk inside of another's.
bool end_walk(const void* walked) {
  if (!checks().contract() && !checks().herd()) return false;
  TaskGhost& walker = current_task()->ghost;
  if (walker.walk != walked) return false;
  walker.walk = nullptr;
  walker.woken = 0;
  return true;
}

}  // namespace

void monitor_edge(File* file, unsigned key) {
  if (!begin_walk(file)) return;
  if (checks().contract()) contract_edge(file, key);
}

void monitor_edge_end(File* file, unsigned key) {
  if (!end_walk(file)) return;
  if (checks().contract()) contract_edge_end(file, key);
}

void monitor_signal(const Sighand* sighand, SignalSet signals) {
  if (!begin_walk(&sighand->signalfd_wqh)) return;
  if (checks().contract()) contract_signal(sighand, signals);
}

void monitor_signal_end(const Sighand* sighand, SignalSet signals) {
  if (!end_walk(&sighand->signalfd_wqh)) return;
  if (checks().contract()) contract_signal_end(sighand, signals);
}

void monitor_notified(Epitem* epi, unsigned) {
  if (epi->ep == nullptr) return;  // freed beside the callback, whose next access is reported
  if (checks().contract()) contract_notified(epi);
}

void monitor_armed(Epitem* epi) {
  if (checks().contract()) contract_armed(epi);
  if (checks().stuck_data) servers_armed(epi);
}

void monitor_removed(Epitem* epi) {
  if (checks().stale_event) batch_removed(current_task(), epi);
}

void monitor_unlinked(Epitem* epi) {
  if (checks().contract()) contract_unlinked(epi);
}

void monitor_polled(Epitem* epi, unsigned revents) {
  if (checks().contract()) contract_polled(epi, revents);
}

void monitor_put_back(Epitem* epi, unsigned) {
  if (checks().contract()) contract_put_back(epi);
}

void monitor_delivered(Epitem* epi, unsigned) {
  if (checks().stale_event || checks().streams()) batch_add(current_task(), epi);
}

void monitor_woken(Task* task) {
  if (checks().herd()) herd_woken(task, checks().herd_max);
}

void monitor_wait_begins(Task* task, Eventpoll* ep, bool may_sleep) {
  if (checks().streams()) split_wait_begins(task);
  if (checks().stale_event) batch_clear(task);
  task->ghost.waits_on = ep;
  task->ghost.thread = static_cast<std::uint8_t>(this_thread::id());
  if (checks().busy_loop()) task->ghost.may_sleep = may_sleep;
  if (checks().stuck_data) servers_wait(task, ep);
}

void monitor_wait_returned(Task* task, int result) {
  if (checks().busy_loop()) busy_wait_returned(task, result, checks().busy_loop_max);
  task->ghost.waits_on = nullptr;
  task->ghost.thread = 0;
  task->ghost.may_sleep = false;
  if (checks().streams()) split_wait_returned(task);
  if (!checks().stale_event) batch_clear(task);
}

void monitor_read(File* file, int result) {
  if (checks().stuck_data) servers_read(file, result);
  if (checks().streams()) split_read(file, result);
}

void monitor_changed(File*) {
  if (checks().busy_loop()) busy_changed(kernel());
}

}  // namespace epcheck
