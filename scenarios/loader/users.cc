// SPDX-License-Identifier: MIT
#include "scenarios/loader/users.h"

#include <sys/epoll.h>

#include <algorithm>
#include <functional>

namespace epcheck::scenario {

namespace {

using Test = std::function<bool(const Step&)>;

/// Whether the test holds for a step of the list, or for one inside of these.
bool any(const Steps& steps, const Test& test);

bool any_inside(const Step& step, const Test& test) {
  if (const auto* loop = std::get_if<Loop>(&step.action)) return any(loop->steps, test);
  if (const auto* repeat = std::get_if<Repeat>(&step.action)) return any(repeat->steps, test);
  if (const auto* each = std::get_if<For>(&step.action)) return any(each->steps, test);
  if (const auto* branch = std::get_if<If>(&step.action))
    return any(branch->then, test) || any(branch->otherwise, test);
  return false;
}

bool any(const Steps& steps, const Test& test) {
  return std::any_of(steps.begin(), steps.end(),
                     [&](const Step& step) { return test(step) || any_inside(step, test); });
}

/// Of a thread, and of what it does when it takes a signal.
bool any(const Thread& thread, const Test& test) {
  return any(thread.steps, test) ||
         std::any_of(thread.handlers.begin(), thread.handlers.end(),
                     [&](const Handler& handler) { return any(handler.steps, test); });
}

bool any(const Variant& variant, const Test& test) {
  return std::any_of(variant.threads.begin(), variant.threads.end(),
                     [&](const Thread& thread) { return any(thread, test); });
}

}  // namespace

std::vector<unsigned> readers_of(const Variant& variant, unsigned file) {
  auto reads = [&](const Step& step) {
    const auto* read = std::get_if<Read>(&step.action);
    if (!read || read->fd.local || read->fd.index >= variant.descriptors.size()) return false;
    const Descriptor& descriptor = variant.descriptors[read->fd.index];
    return !descriptor.epoll && descriptor.index == file;
  };
  std::vector<unsigned> readers;
  for (std::size_t i = 0; i < variant.threads.size(); ++i)
    if (any(variant.threads[i], reads)) readers.push_back(static_cast<unsigned>(i));
  return readers;
}

bool closes(const Variant& variant, unsigned descriptor) {
  return any(variant, [&](const Step& step) {
    const auto* close = std::get_if<Close>(&step.action);
    return close && !close->fd.local && close->fd.index == descriptor;
  });
}

bool uses_signals(const Variant& variant) {
  auto is_signalfd = [](const File& file) { return file.kind == FileKind::signals; };
  auto has_signal = [](const Interrupt& interrupt) {
    return std::any_of(
        interrupt.arrivals.begin(), interrupt.arrivals.end(),
        [](const Arrival& arrival) { return arrival.kind == Arrival::Kind::signal; });
  };
  auto sends = [](const Step& step) { return std::holds_alternative<Kill>(step.action); };
  return std::any_of(variant.files.begin(), variant.files.end(), is_signalfd) ||
         std::any_of(variant.interrupts.begin(), variant.interrupts.end(), has_signal) ||
         any(variant, sends);
}

bool uses_wakeup(const Variant& variant) {
  for (const Epoll& epoll : variant.epolls)
    for (const Interest& interest : epoll.interests)
      if ((interest.events & EPOLLWAKEUP) != 0) return true;
  return any(variant, [](const Step& step) {
    const auto* ctl = std::get_if<Ctl>(&step.action);
    return ctl && (ctl->events & EPOLLWAKEUP) != 0;
  });
}

bool closes_any(const Variant& variant) {
  return !variant.processes.empty() || uses_signals(variant) || any(variant, [](const Step& step) {
    const auto* dup = std::get_if<Dup>(&step.action);
    return std::holds_alternative<Close>(step.action) || (dup && dup->to);
  });
}

bool forks(const Variant& variant, unsigned process) {
  return any(variant, [&](const Step& step) {
    const auto* fork = std::get_if<Fork>(&step.action);
    return fork && fork->process == process;
  });
}

}  // namespace epcheck::scenario
