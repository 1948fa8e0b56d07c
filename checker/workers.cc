// SPDX-License-Identifier: MIT
#include "checker/workers.h"

#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <new>

#include "checker/bug.h"

namespace epcheck {

Workers::Workers() {
  void* memory = mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  CHECK(memory != MAP_FAILED, "no memory to share between workers");
  shared_ = new (memory) Shared;
  shared_->workers = 1;
}

Workers::~Workers() { munmap(shared_, sizeof(Shared)); }

void Workers::start(unsigned jobs, const std::function<std::string(unsigned)>& work) {
  shared_->idle = shared_->count = shared_->stop = shared_->lock = 0;
  CHECK(jobs <= kMostWorkers, "more than 64 workers");
  shared_->workers = jobs;
  for (Done& done : shared_->done) done.transitions = done.executions = 0;
  pid_t parent = getpid();
  for (unsigned index = 1; index < jobs; ++index) {
    int ends[2];
    CHECK(pipe(ends) == 0, "no pipe to a worker");
    pid_t process = fork();
    CHECK(process >= 0, "a worker cannot be forked");
    if (process == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (getppid() != parent) _exit(70);
      index_ = index;
      std::string result = work(index);
      for (std::size_t done = 0; done < result.size();) {
        ssize_t n = write(ends[1], result.data() + done, result.size() - done);
        if (n <= 0) _exit(70);
        done += static_cast<std::size_t>(n);
      }
      _exit(0);
    }
    close(ends[1]);
    children_.push_back({process, ends[0]});
  }
}

std::vector<std::string> Workers::join() {
  std::vector<std::string> results;
  for (const Child& child : children_) {
    std::string result;
    char buffer[65536];
    ssize_t n;
    while ((n = read(child.pipe, buffer, sizeof buffer)) > 0)
      result.append(buffer, static_cast<std::size_t>(n));
    close(child.pipe);
    int status = 0;
    waitpid(child.process, &status, 0);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0, "a worker process has died");
    results.push_back(std::move(result));
  }
  children_.clear();
  shared_->workers = 1;
  return results;
}

void Workers::add_published(std::uint64_t& transitions, std::uint64_t& executions) const {
  for (unsigned i = 0; i < shared_->workers; ++i) {
    if (i == index_) continue;
    transitions += shared_->done[i].transitions.load(std::memory_order_relaxed);
    executions += shared_->done[i].executions.load(std::memory_order_relaxed);
  }
}

void Workers::lock() {
  std::uint32_t free = 0;
  while (!shared_->lock.compare_exchange_weak(free, 1, std::memory_order_acquire)) {
    free = 0;
    sched_yield();
  }
}

bool Workers::give(const Schedule& schedule) {
  if (schedule.size() > kLongest) return false;
  lock();
  bool room = shared_->count < kPlaces;
  if (room) {
    Place& place = shared_->places[shared_->count++];
    place.length = static_cast<std::uint32_t>(schedule.size());
    std::copy(schedule.begin(), schedule.end(), place.decisions);
  }
  unlock();
  return room;
}

bool Workers::take(Schedule& schedule, const std::function<void()>& meanwhile) {
  lock();
  ++shared_->idle;
  unlock();
  for (;;) {
    meanwhile();
    lock();
    if (shared_->count > 0 && !stopped()) {
      const Place& place = shared_->places[--shared_->count];
      schedule.assign(place.decisions, place.decisions + place.length);
      --shared_->idle;
      unlock();
      return true;
    }
    bool all_idle = shared_->idle == shared_->workers;
    unlock();
    if (all_idle || stopped()) return false;
    usleep(50);
  }
}

}  // namespace epcheck
