// SPDX-License-Identifier: MIT
#include "cli/fork_map.h"

#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <map>
#include <new>
#include <stdexcept>
#include <vector>

#include "cli/exit_code.h"

namespace epcheck::cli {
namespace {

using Work = std::function<std::string(std::size_t)>;

bool is_set(const std::atomic<bool>* stop) { return stop != nullptr && stop->load(); }

/// The next piece that nobody has taken, shared by all processes.
class Counter {
 public:
  Counter() {
    void* memory =
        mmap(nullptr, sizeof(Next), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc();
    next_ = new (memory) Next(0);
  }
  ~Counter() { munmap(next_, sizeof(Next)); }
  Counter(const Counter&) = delete;
  std::size_t take() { return next_->fetch_add(1); }

 private:
  using Next = std::atomic<std::size_t>;
  static_assert(Next::is_always_lock_free);
  Next* next_;
};

/// What a process writes for each piece, before the text.
struct Header {
  std::uint64_t index;
  std::uint64_t bytes;
};

void put(int pipe, const void* data, std::size_t bytes) {
  for (std::size_t done = 0; done < bytes;) {
    ssize_t n = write(pipe, static_cast<const char*>(data) + done, bytes - done);
    if (n <= 0) _exit(kBug);
    done += static_cast<std::size_t>(n);
  }
}

[[noreturn]] void work_in_child(int pipe, Counter& counter, std::size_t count,
                                const std::atomic<bool>* stop, const Work& work) {
  for (std::size_t i; (i = counter.take()) < count && !is_set(stop);) {
    std::string text;
    try {
      text = work(i);
    } catch (const std::exception&) {
      _exit(kBug);
    }
    const Header header{i, text.size()};
    put(pipe, &header, sizeof header);
    put(pipe, text.data(), text.size());
  }
  _exit(kOk);
}

struct Child {
  pid_t process;
  int pipe;
  std::string received = {};  // that is no whole piece yet
};

/// The pieces that `child` has sent whole.
void take_pieces(Child& child, std::map<std::size_t, std::string>& pieces) {
  Header header;
  while (child.received.size() >= sizeof header) {
    child.received.copy(reinterpret_cast<char*>(&header), sizeof header);
    if (child.received.size() < sizeof header + header.bytes) return;
    pieces[header.index] = child.received.substr(sizeof header, header.bytes);
    child.received.erase(0, sizeof header + header.bytes);
  }
}

class Children {
 public:
  Children() = default;
  Children(const Children&) = delete;
  ~Children() {
    for (const Child& child : children_) {
      kill(child.process, SIGKILL);
      end(child);
    }
  }

  void start(Counter& counter, std::size_t count, const std::atomic<bool>* stop, const Work& work) {
    int ends[2];
    if (pipe(ends) != 0) throw std::runtime_error("no pipe to a worker process");
    pid_t parent = getpid();
    pid_t process = fork();
    if (process < 0) throw std::runtime_error("a worker process cannot be forked");
    if (process == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (getppid() != parent) _exit(kBug);
      work_in_child(ends[1], counter, count, stop, work);
    }
    close(ends[1]);
    children_.push_back({process, ends[0]});
  }

  bool all_ended() const { return children_.empty(); }

  /// Waits a little for pieces.
  void receive(std::map<std::size_t, std::string>& pieces) {
    constexpr int kMilliseconds = 200;
    std::vector<pollfd> pipes;
    for (const Child& child : children_) pipes.push_back({child.pipe, POLLIN, 0});
    if (poll(pipes.data(), pipes.size(), kMilliseconds) <= 0) return;
    for (std::size_t i = pipes.size(); i-- > 0;) {
      if (pipes[i].revents == 0) continue;
      char buffer[65536];
      ssize_t n = read(children_[i].pipe, buffer, sizeof buffer);
      if (n > 0) {
        children_[i].received.append(buffer, static_cast<std::size_t>(n));
        take_pieces(children_[i], pieces);
        continue;
      }
      int status = end(children_[i]);
      children_.erase(children_.begin() + static_cast<std::ptrdiff_t>(i));
      if (!WIFEXITED(status) || WEXITSTATUS(status) != kOk)
        throw std::runtime_error(
            WIFSIGNALED(status)
                ? fmt::format("a worker process was killed by {}", sigabbrev_np(WTERMSIG(status)))
                : "a worker process has died");
    }
  }

 private:
  static int end(const Child& child) {
    int status = 0;
    close(child.pipe);
    waitpid(child.process, &status, 0);
    return status;
  }

  std::vector<Child> children_;
};

}  // namespace

bool fork_map(unsigned jobs, std::size_t count, const std::atomic<bool>* stop, const Work& work,
              const std::function<void(std::size_t, const std::string&)>& done) {
  if (jobs <= 1) {
    for (std::size_t i = 0; i < count; ++i) {
      std::string text = work(i);
      if (is_set(stop)) return false;
      done(i, text);
    }
    return true;
  }
  Counter counter;
  Children children;
  for (unsigned i = 0; i < std::min<std::size_t>(jobs, count); ++i)
    children.start(counter, count, stop, work);
  std::map<std::size_t, std::string> pieces;  // that are not done
  for (std::size_t next = 0; !children.all_ended();) {
    children.receive(pieces);
    if (is_set(stop)) return false;
    for (; pieces.contains(next); ++next) {
      done(next, pieces[next]);
      pieces.erase(next);
    }
  }
  return true;
}

}  // namespace epcheck::cli
