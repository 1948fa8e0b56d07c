// SPDX-License-Identifier: MIT
#include "tests/traces/example.h"

namespace epcheck {

Trace exclusive_et_one() {
  Story story;
  story.trace.variant = "exclusive-et-one";
  story.trace.preemptions = 2;
  story.trace.states = 1234;
  story.trace.final_state = {"1 connection sits in lst's backlog", "W0, W1 sleep",
                             "no event pending"};
  story.thread("main");
  unsigned w0 = story.thread("W0");
  unsigned w1 = story.thread("W1");
  unsigned syn = story.thread("softirq syn", ThreadKind::interrupt);

  story.store(w0, "ep0.wq", 1).note(w0, "sleep", "epoll_wait: sleeps on ep0");
  story.store(w1, "ep1.wq", 1).note(w1, "sleep", "epoll_wait: sleeps on ep1");

  story.store(syn, "lst.backlog", 1).note(syn, "arrive", "connect#1: backlog 0 -> 1");
  story.load(syn, "ep0.wq", 1).store(syn, "ep0.rdllist", 1).store(syn, "ep0.wq", 0);
  story.note(syn, "wake", "ep_poll_callback: ep0.rdllist += lst, wakes W0", {w0});
  story.store(syn, "lst.backlog", 2).note(syn, "arrive", "connect#2: backlog 1 -> 2");
  story.load(syn, "ep0.wq", 0)
      .note(syn, "state", "ep_poll_callback: lst queued in ep0 already, nobody on its wq");
  story.load(syn, "ep1.wq", 1).store(syn, "ep1.rdllist", 1).store(syn, "ep1.wq", 0);
  story.note(syn, "wake", "ep_poll_callback: ep1.rdllist += lst, wakes W1", {w1});
  story.store(syn, "lst.backlog", 3).note(syn, "arrive", "connect#3: backlog 2 -> 3");
  story.note(syn, "state", "ep_poll_callback: lst queued in ep0 and ep1 already, nobody on a wq");

  story.load(w0, "ep0.rdllist", 1).store(w0, "ep0.rdllist", 0);
  story.note(w0, "return", "epoll_wait = 1 (ET: entry dropped)");
  story.load(w0, "lst.backlog", 3).store(w0, "lst.backlog", 2).note(w0, "return", "accept = #1");
  story.load(w1, "ep1.rdllist", 1).store(w1, "ep1.rdllist", 0);
  story.note(w1, "return", "epoll_wait = 1 (ET: entry dropped)");
  story.load(w1, "lst.backlog", 2).store(w1, "lst.backlog", 1).note(w1, "return", "accept = #2");
  story.store(w0, "ep0.wq", 1).note(w0, "sleep", "epoll_wait: sleeps on ep0");
  story.store(w1, "ep1.wq", 1).note(w1, "sleep", "epoll_wait: sleeps on ep1");
  return story.ends_in("stuck-data", "3 arrivals, 2 events: connection #3 has no edge left");
}

}  // namespace epcheck
