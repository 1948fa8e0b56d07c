// SPDX-License-Identifier: MIT
#include "model/state_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "checker/layout.h"
#include "model/eventfd.h"
#include "model/eventpoll.h"
#include "model/file.h"
#include "model/kernel.h"
#include "model/listener.h"
#include "model/pipe.h"
#include "model/property_parts.h"
#include "model/stream.h"
#include "model/timerfd.h"

namespace epcheck {

namespace {

using Visit = std::function<void(const std::string&, const std::string&)>;

constexpr std::size_t kLongestList = 64;

bool is_memory(const void* pointer) {
  std::uintptr_t address = reinterpret_cast<std::uintptr_t>(pointer);
  return in_program(address) && address % alignof(void*) == 0;
}

/// Names separated by commas; "empty" if there are none.
class Names {
 public:
  void add(const std::string& name) { text_ += (count_++ == 0 ? "" : ", ") + name; }
  /// False once the list is longer than any that is whole.
  bool has_room() const { return count_ < kLongestList; }
  std::string take() { return count_ == 0 ? "empty" : std::move(text_); }

 private:
  std::string text_;
  std::size_t count_ = 0;
};

std::vector<const Epitem*> items_of(const Eventpoll* ep) {
  std::vector<const Epitem*> items;
  const ListHead* link = ep->rbr.next.peek();
  while (is_memory(link) && link != &ep->rbr && items.size() < kLongestList) {
    items.push_back(item_of_rbn(const_cast<ListHead*>(link)));
    link = link->next.peek();
  }
  return items;
}

std::string rdllist(const Eventpoll* ep, const std::vector<const Epitem*>& items) {
  Names names;
  for (const ListHead* link = ep->rdllist.next.peek(); link != &ep->rdllist;
       link = link->next.peek()) {
    auto item = std::find_if(items.begin(), items.end(),
                             [link](const Epitem* epi) { return &epi->rdllink == link; });
    if (item == items.end() || !names.has_room()) {
      names.add("…");
      break;
    }
    names.add(name_of((*item)->file));
  }
  return names.take();
}

std::string ovflist(const Eventpoll* ep, const std::vector<const Epitem*>& items) {
  const Epitem* item = ep->ovflist.peek();
  if (item == unactive()) return "no scan";
  Names names;
  while (item != nullptr && item != unactive()) {
    if (std::find(items.begin(), items.end(), item) == items.end() || !names.has_room()) {
      names.add("…");
      break;
    }
    names.add(name_of(item->file));
    item = item->next.peek();
  }
  return "scan: " + names.take();
}

const Task* known_task(const Kernel& kernel, const Task* task) {
  for (unsigned i = 0; i < kernel.task_count; ++i)
    if (kernel.tasks[i] == task) return task;
  return nullptr;
}

std::string sleepers(const Kernel& kernel, const WaitQueueHead& queue) {
  Names names;
  for (const ListHead* link = queue.head.next.peek(); link != &queue.head;
       link = link->next.peek()) {
    const Task* task = nullptr;
    if (is_memory(link))
      task = known_task(kernel, container_of<WaitQueueEntry>(const_cast<ListHead*>(link),
                                                             offsetof(WaitQueueEntry, entry))
                                    ->task);
    if (task == nullptr || !names.has_room()) {
      names.add("…");
      break;
    }
    names.add(task->name);
  }
  return names.take();
}

void describe_eventpoll(const Kernel& kernel, const std::string& name, const Eventpoll* ep,
                        const Visit& visit) {
  std::vector<const Epitem*> items = items_of(ep);
  visit(name + ".rdllist", rdllist(ep, items));
  visit(name + ".ovflist", ovflist(ep, items));
  visit(name + ".wq", sleepers(kernel, ep->wq));
  for (const Epitem* epi : items)
    visit(fmt::format("{}[{}]", name, name_of(epi->file)),
          armed_events(epi) != 0 ? "armed" : "disarmed");
}

void describe_stream(const std::string& name, const Stream* end, const Visit& visit) {
  visit(name + ".unread", fmt::format("{} bytes", end->unread.peek()));
  unsigned shutdown = end->shutdown.peek();
  visit(name + ".shutdown", shutdown == kShutdownMask  ? "both ways"
                            : shutdown & kRcvShutdown  ? "receiving"
                            : shutdown & kSendShutdown ? "sending"
                                                       : "no");
}

void describe_file(const Kernel& kernel, const File* file, const Visit& visit) {
  std::string name = name_of(file);
  switch (file->kind) {
    case FileKind::eventfd:
      return visit(name + ".count", fmt::to_string(file->eventfd()->count.peek()));
    case FileKind::stream:
      return describe_stream(name, file->stream(), visit);
    case FileKind::listener:
      return visit(name + ".backlog", fmt::format("{} waiting", file->listener()->pending.peek()));
    case FileKind::pipe: {
      const Pipe* pipe = file->pipe_end()->pipe;
      if (is_memory(pipe) && file->pipe_end() == &pipe->read_end)
        visit(name + ".unread", fmt::format("{} bytes", pipe->unread.peek()));
      return;
    }
    case FileKind::timerfd:
      return visit(name + ".ticks", fmt::to_string(file->timerfd()->ticks.peek()));
    case FileKind::signalfd:
      return;
    case FileKind::eventpoll:
      return describe_eventpoll(kernel, name, file->eventpoll(), visit);
  }
}

}  // namespace

void describe_state(const Kernel& kernel, const Visit& visit) {
  for (const auto& entry : kernel.files) {
    const File* file = entry;
    if (file != nullptr && file->name != nullptr) describe_file(kernel, file, visit);
  }
  for (unsigned i = 0; i < kernel.task_count; ++i) {
    const Task* task = kernel.tasks[i];
    if (task->id == 0 || in_interrupt(task)) continue;  // init, and what never sleeps
    visit(task->name, task->state.peek() == kTaskRunning ? "runs"
                      : task->has_timer                  ? "sleeps, with a timer"
                                                         : "sleeps");
  }
}

}  // namespace epcheck
