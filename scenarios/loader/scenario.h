// SPDX-License-Identifier: MIT
// A scenario file after loading: plain data, one Variant for each wrong or right version of the
// program. A variant stands alone: parameters are substituted, counted threads and epoll instances
// are spelled out, names are resolved to indices, and everything has been checked, so that the
// interpreter has no errors of its own. load.h makes it; docs/scenario-language.md describes it.
#pragma once

#include "scenarios/loader/step.h"

namespace epcheck::scenario {

enum class FileKind { eventfd, stream, listener, pipe, timer, signals };

struct File {
  Where where;
  std::string name;
  FileKind kind = FileKind::eventfd;
  unsigned count = 0;         // eventfd
  bool semaphore = false;     // eventfd
  unsigned capacity = 65536;  // stream: bytes in each direction; pipe
  unsigned backlog = 8;       // listener
  bool armed = false;         // timer
  unsigned mask = 0;          // signals: bit n is the signal n
  unsigned pending = 0;       // stream: bytes unread at end a; listener: connections waiting
};

/// A descriptor that exists before the threads start, in the order in which it is created.
struct Descriptor {
  std::string name;    // "e", "conn.a", "conn.b", "ep0"
  bool epoll = false;  // index is into Variant::epolls, else into Variant::files
  unsigned index = 0;
  unsigned end = 0;  // stream: 0 for a, 1 for b; pipe: 0 for r, 1 for w
};

struct Interest {
  Where where;
  FdRef fd;
  unsigned events = 0;  // EPOLL* bits
  Data data;
};

struct Epoll {
  Where where;
  std::string name;
  std::vector<Interest> interests;
  unsigned depth = 0;  // of the instances that it watches, and these, ...
};

struct Var {
  Where where;
  std::string name;
  std::int64_t initial = 0;
};

/// A name private to a thread.
struct Local {
  enum class Kind {
    number,
    batch,  // the events of one epoll_wait
    item,   // counts through a batch: of `for`
  };
  std::string name;
  Kind kind = Kind::number;
  unsigned max = 0;  // batch: most events it can hold
};

/// Another process than the first, in which everything is set up. It gets its descriptors by fork.
struct Process {
  Where where;
  std::string name;
  unsigned parent = 0;  // number of the process that forks it
};

/// What a thread does that takes a signal.
struct Handler {
  Where where;
  int signal = 0;
  Steps steps;
};

struct Thread {
  Where where;
  std::string name;      // "R0"
  unsigned process = 0;  // 0 is the first, n is Variant::processes[n - 1]
  std::optional<unsigned> cpu;
  bool daemon = false;
  unsigned sigmask = 0;  // signals that it blocks; bit n is the signal n
  std::vector<Local> locals;
  Steps steps;
  std::vector<Handler> handlers;
};

struct Arrival {
  enum class Kind { bytes, fin, connection, expiry, signal };
  Where where;
  Kind kind = Kind::bytes;
  unsigned descriptor = 0;  // the end at which it arrives
  unsigned bytes = 0;
  SignalTarget target;  // signal
};

struct Interrupt {
  enum class Context { hardirq, softirq };
  Where where;
  std::string name;
  Context context = Context::softirq;
  std::optional<unsigned> cpu;
  std::vector<Arrival> arrivals;
};

/// One line of `check`.
struct Check {
  Where where;
  std::string property;
  std::optional<unsigned> max;  // herd, busy-loop
  std::optional<Expr> expr;     // always, finally
};

struct Expect {
  Where where;
  std::vector<std::string> fail;  // properties; empty: pass
};

struct Outcomes {
  using Value = std::vector<std::int64_t>;
  Where where;
  std::vector<Expr> observe;
  std::vector<Value> reachable;               // each must be reached
  std::vector<Value> forbidden;               // none may be reached
  std::optional<std::vector<Value>> allowed;  // nothing else may be reached
};

struct KernelName {
  Where where;
  std::string name;
};

struct Variant {
  Where where;
  std::string name;                 // "" if the file has no variants
  std::string changes;              // what it replaces of the file, as written, but for kernel,
                                    // expect and description: variants with equal ones are one
                                    // program
  std::vector<KernelName> kernels;  // empty: the default
  std::string memory = "sc";
  unsigned cpus = 0;      // 0: as many as there are threads
  unsigned timeouts = 1;  // how often a finite timeout may run out
  std::vector<File> files;
  std::vector<Descriptor> descriptors;
  std::vector<Epoll> epolls;
  std::vector<Var> vars;
  std::vector<std::string> locks;
  std::vector<std::string> objects;
  std::vector<std::string> data_fields;  // names of Data's fields
  std::vector<Process> processes;
  std::vector<std::string> thread_names;  // of `threads`, known before their steps are
  std::vector<Thread> threads;
  std::vector<Interrupt> interrupts;
  std::vector<Check> checks;
  Expect expect;
  std::optional<Outcomes> outcomes;
};

struct Scenario {
  std::string path;
  std::string text;  // of the whole file
  std::string name;
  std::string description;
  std::vector<std::string> sources;
  std::vector<Variant> variants;  // at least one, in file order
};

}  // namespace epcheck::scenario
