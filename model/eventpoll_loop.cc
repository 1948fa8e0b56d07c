// SPDX-License-Identifier: MIT
// Loop and path checks: EPOLL_CTL_ADD must not let instances watch each other in a circle, in too
// long a chain, or by too many ways. One mutex makes the checks and the ADDs that need them one
// after the other; the walk down takes mtx of each instance below, the walk up only RCU.
#include <cerrno>

#include "checker/report.h"
#include "model/eventpoll.h"
#include "model/file.h"
#include "model/kernel.h"
#include "model/rcu.h"

namespace epcheck {
namespace {

constexpr unsigned kMaxNests = 4;  // EP_MAX_NESTS
constexpr unsigned kTooDeep = kMaxNests + 1;
constexpr unsigned kPathLimits[kMaxNests + 1] = {1000, 500, 100, 50, 10};

struct PathCounts {
  unsigned at[kMaxNests + 1] = {};
};

void visit(Eventpoll* ep, unsigned depth) {
  ghost_point(&ep->loop_check);
  ep->loop_check.visited = true;
  ep->loop_check.depth = static_cast<std::uint8_t>(depth);
}

/// epi->file: where the item was freed beside the walk, that is seen.
[[gnu::always_inline]] inline File* file_of_walk(const Epitem* epi) {
  hook(pack(OpKind::load, sizeof epi->file, Order::relaxed, kPlain), &epi->file);
  return epi->file;
}

/// How deep others lie below `ep`; kTooDeep also where `inserting_into` lies there. Before 6.17
/// (f2e467a48287) the way is judged by itself, and what was visited already counts for nothing.
[[gnu::noinline]] unsigned ep_loop_check_proc(Eventpoll* ep, const Eventpoll* inserting_into,
                                              unsigned depth, PathCheck* check) {
  bool measures = kernel().protocol.check_depth_upwards;
  if (ep->loop_check.visited) return measures ? unsigned{ep->loop_check.depth} : 0;
  unsigned result = 0;
  mutex_lock(ep->mtx, Step::ep_loop_check_proc_mtx);
  visit(ep, 0);
  for (ListHead* node = list_next(&ep->rbr); node != &ep->rbr; node = list_next(node)) {
    File* file = file_of_walk(item_of_rbn(node));
    if (!is_file_epoll(file)) {
      list_file(check, file);
      continue;
    }
    unsigned below = kTooDeep;
    if (file->eventpoll() != inserting_into && depth <= kMaxNests)
      below = ep_loop_check_proc(file->eventpoll(), inserting_into, depth + 1, check);
    if (measures && below < kTooDeep) ++below;
    if (below > result) result = below;
    if (result > kMaxNests) break;
  }
  visit(ep, result);
  mutex_unlock(ep->mtx, Step::ep_loop_check_proc_mtx);
  return result;
}

/// How deep `ep` lies below others.
[[gnu::noinline]] unsigned ep_get_upwards_depth_proc(Eventpoll* ep) {
  if (ep->loop_check.visited) return ep->loop_check.depth;
  unsigned result = 0;
  const ListHead* refs = &ep->refs;
  for (ListHead* link = list_next(refs); link != refs; link = list_next(link)) {
    unsigned above = ep_get_upwards_depth_proc(item_of_fllink(link)->ep) + 1;
    if (above > result) result = above;
  }
  visit(ep, result);
  return result;
}

[[gnu::noinline]] bool ep_loop_check(Eventpoll* ep, Eventpoll* to, PathCheck* check) {
  Function fn("ep_loop_check");
  unsigned below = ep_loop_check_proc(to, ep, 0, check);
  if (below > kMaxNests) return false;
  if (!kernel().protocol.check_depth_upwards || !does(Step::ep_loop_check_upwards)) return true;
  if (does(Step::ep_loop_check_rcu)) rcu_read_lock();
  unsigned above = ep_get_upwards_depth_proc(ep);
  if (does(Step::ep_loop_check_rcu)) rcu_read_unlock();
  return below + 1 + above <= kMaxNests;
}

bool path_count_inc(PathCounts* counts, unsigned nests) {
  return nests == 0 || ++counts->at[nests] <= kPathLimits[nests];
}

[[gnu::noinline]] bool reverse_path_check_proc(const ListHead* refs, unsigned depth,
                                               PathCounts* counts) {
  if (depth > kMaxNests) return false;
  for (ListHead* link = list_next(refs); link != refs; link = list_next(link)) {
    const ListHead* above = &item_of_fllink(link)->ep->refs;
    bool good = list_empty(above) ? path_count_inc(counts, depth)
                                  : reverse_path_check_proc(above, depth + 1, counts);
    if (!good) return false;
  }
  return true;
}

}  // namespace

bool ep_needs_full_check(const Eventpoll* ep, const File* target) {
  if (!kernel().protocol.loop_check) return false;
  const File* file = ep->file;
  if (is_file_epoll(target) || file->f_ep.load(Order::relaxed) != nullptr) return true;
  // ep->gen == loop_check_gen: a check that goes on has been here, and may be about to link us.
  return kernel().loop_check.load(Order::relaxed) != 0 && ep->loop_check.visited;
}

[[gnu::noinline]] int ep_begin_full_check(Eventpoll* ep, File* target, PathCheck* check) {
  mutex_lock(kernel().epmutex, Step::ep_begin_full_check_epmutex);
  kernel().loop_check.store(1, Order::relaxed);
  if (!is_file_epoll(target)) return 0;
  bool good = ep_loop_check(ep, target->eventpoll(), check);
  return good || !does(Step::ep_loop_check_refuse) ? 0 : -ELOOP;
}

[[gnu::noinline]] void ep_end_full_check(PathCheck* check) {
  Kernel& world = kernel();
  for (unsigned i = 0; i < check->count; ++i) fput(check->files[i]);
  world.loop_check.store(0, Order::relaxed);
  for (const auto& entry : world.files) {
    const File* file = entry;
    if (file == nullptr || !is_file_epoll(file) || !file->eventpoll()->loop_check.visited) continue;
    file->eventpoll()->loop_check.visited = false;
    file->eventpoll()->loop_check.depth = 0;
  }
  mutex_unlock(world.epmutex, Step::ep_begin_full_check_epmutex);
}

[[gnu::noinline]] void list_file(PathCheck* check, File* file) {
  for (unsigned i = 0; i < check->count; ++i)
    if (check->files[i] == file) return;
  // A file that is being released has no ways up that could be taken any more.
  if (file_get_live(file) == nullptr) return;
  require(check->count < PathCheck::kFiles, "the model has room for no more files of a path check");
  check->files[check->count++] = file;
}

[[gnu::noinline]] bool reverse_path_check(const PathCheck* check) {
  Function fn("reverse_path_check");
  bool good = true;
  if (does(Step::reverse_path_check_rcu)) rcu_read_lock();
  for (unsigned i = 0; good && i < check->count; ++i) {
    PathCounts counts;
    good = reverse_path_check_proc(epitems_of(check->files[i]), 0, &counts);
  }
  if (does(Step::reverse_path_check_rcu)) rcu_read_unlock();
  return good;
}

}  // namespace epcheck
