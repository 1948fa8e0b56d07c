// SPDX-License-Identifier: MIT
#include "scenarios/program/world.h"

#include <cerrno>

#include "checker/memory.h"
#include "checker/report.h"
#include "checker/thread.h"
#include "model/file.h"
#include "model/signal.h"
#include "model/stream.h"
#include "model/syscalls.h"
#include "scenarios/loader/users.h"
#include "scenarios/program/array.h"
#include "scenarios/program/evaluate.h"
#include "scenarios/program/interpreter.h"

namespace epcheck::scenario {

namespace {

/// The loader has made sure that set-up cannot fail.
int must(int result) {
  require(result >= 0, "the set-up of the scenario failed");
  return result;
}

void add_descriptor(World* world, unsigned index, int fd) {
  const Descriptor& descriptor = world->program->variant->descriptors[index];
  world->fds[index] = fd;
  world->files[index] = file_of(current_task(), fd);
  set_name(world->files[index], descriptor.name.c_str());
}

[[gnu::noinline]] void create_stream(World* world, unsigned index, const File& file) {
  int ends[2] = {};
  must(sys_socketpair_stream(static_cast<int>(file.capacity), ends));
  add_descriptor(world, index, ends[0]);
  add_descriptor(world, index + 1, ends[1]);
  if (file.pending > 0) arrive_bytes(world->files[index], static_cast<int>(file.pending));
}

[[gnu::noinline]] void create_pipe(World* world, unsigned index, const File& file) {
  int ends[2] = {};
  must(sys_pipe(static_cast<int>(file.capacity), ends));
  add_descriptor(world, index, ends[0]);
  add_descriptor(world, index + 1, ends[1]);
  if (file.pending > 0) must(sys_write(ends[1], static_cast<int>(file.pending)));
}

[[gnu::noinline]] void create_listener(World* world, unsigned index, const File& file) {
  add_descriptor(world, index, must(sys_listen(static_cast<int>(file.backlog))));
  for (unsigned i = 0; i < file.pending; ++i) arrive_connection(world->files[index]);
}

[[gnu::noinline]] void create_files(World* world) {
  const Variant& variant = *world->program->variant;
  for (unsigned index = 0; index < variant.descriptors.size(); ++index) {
    const Descriptor& descriptor = variant.descriptors[index];
    if (descriptor.epoll) {
      add_descriptor(world, index, must(sys_epoll_create1(0)));
      continue;
    }
    const File& file = variant.files[descriptor.index];
    if (file.kind == FileKind::eventfd)
      add_descriptor(world, index, must(sys_eventfd(file.count, file.semaphore)));
    else if (file.kind == FileKind::listener)
      create_listener(world, index, file);
    else if (file.kind == FileKind::signals)
      add_descriptor(world, index, must(sys_signalfd(file.mask)));
    else if (file.kind == FileKind::timer)
      add_descriptor(world, index, must(sys_timerfd(file.armed)));
    else if (descriptor.end == 0 && file.kind == FileKind::pipe)
      create_pipe(world, index, file);
    else if (descriptor.end == 0)
      create_stream(world, index, file);
  }
}

std::uint64_t data_of(const World* world, const Data& data) {
  std::uint64_t word = 0;
  for (const Data::Part& part : data.parts) {
    unsigned shift = part.field == kWholeData ? 0 : part.field * kDataFieldBits;
    std::int64_t value = observe(*world, nullptr, part.value.items.data(),
                                 static_cast<unsigned>(part.value.items.size()));
    word |= static_cast<std::uint64_t>(value) << shift;
  }
  return word;
}

[[gnu::noinline]] void register_interests(World* world) {
  const Variant& variant = *world->program->variant;
  for (unsigned index = 0; index < variant.descriptors.size(); ++index) {
    const Descriptor& descriptor = variant.descriptors[index];
    if (!descriptor.epoll) continue;
    for (const Interest& interest : variant.epolls[descriptor.index].interests) {
      EpollEvent event{interest.events, data_of(world, interest.data)};
      must(sys_epoll_ctl(world->fds[index], EPOLL_CTL_ADD, world->fds[interest.fd.index], &event));
    }
  }
}

/// CPUs matter where an interrupt keeps a thread from running, or waits until it may.
[[gnu::noinline]] void create_cpus(World* world) {
  constexpr unsigned kCpus = 64;
  const Variant& variant = *world->program->variant;
  for (const Interrupt& interrupt : variant.interrupts) {
    if (!interrupt.cpu) continue;
    if (world->cpus == nullptr) world->cpus = make_array<Cpu*>(kCpus);
    for (const Thread& thread : variant.threads)
      if (thread.cpu == interrupt.cpu && world->cpus[*thread.cpu] == nullptr)
        world->cpus[*thread.cpu] = make<Cpu>();
  }
}

/// Null where the CPU does not matter.
Cpu* cpu_of(const World* world, const std::optional<unsigned>& number) {
  return number && world->cpus != nullptr ? world->cpus[*number] : nullptr;
}

[[gnu::noinline]] void create_memory(World* world) {
  const Variant& variant = *world->program->variant;
  world->vars = make_array<atomic<std::int64_t>>(variant.vars.size());
  for (std::size_t i = 0; i < variant.vars.size(); ++i) {
    const Var& var = variant.vars[i];
    world->vars[i] = var.initial;
    label(&world->vars[i], sizeof world->vars[i], "{}", var.name);
  }
  world->processes = make_array<epcheck::Process*>(variant.processes.size());
  for (std::size_t i = 0; i < variant.processes.size(); ++i) world->processes[i] = process_create();
  world->locks = make_array<mutex>(variant.locks.size());
  for (std::size_t i = 0; i < variant.locks.size(); ++i)
    label(&world->locks[i], sizeof world->locks[i], "{}", variant.locks[i]);
  world->objects = make_array<UserObject*>(variant.objects.size());
  for (std::size_t i = 0; i < variant.objects.size(); ++i) {
    world->objects[i] = make<UserObject>();
    label(world->objects[i], sizeof(UserObject), "{}", variant.objects[i]);
  }
  world->bytes_read =
      make_array<ghost<std::int64_t>>(variant.files.size() * variant.threads.size());
}

/// Interrupts reach a connection through its socket, also when its file has been closed.
[[gnu::noinline]] void hold_sockets(World* world) {
  for (const Interrupt& interrupt : world->program->variant->interrupts)
    for (const Arrival& arrival : interrupt.arrivals)
      if (arrival.kind == Arrival::Kind::bytes || arrival.kind == Arrival::Kind::fin)
        world->files[arrival.descriptor]->stream()->pair->ends.fetch_add(1);
}

[[gnu::noinline]] void start_thread(World* world, unsigned index, epcheck::Process* process) {
  const ThreadCode& code = world->program->threads[index];
  const Thread& described = world->program->variant->threads[index];
  Task* task = task_create(*world->kernel, process, code.name.c_str(), described.sigmask,
                           cpu_of(world, described.cpu));
  world->tasks[index] = task;
  // Plain memory: no operation comes between what is made here and what is written to it.
  ThreadState* state = make<ThreadState>();
  state->code = &code;
  state->world = world;
  state->task = task;
  state->index = index;
  state->slots = make_array<ghost<std::int64_t>>(code.slots);
  thread started([state] { run_thread(state); }, code.name.c_str());
  if (code.daemon) started.daemon();
}

/// Starts the threads of a process: 0 is the first, n is Variant::processes[n - 1].
[[gnu::noinline]] void start_process(World* world, unsigned number, epcheck::Process* process) {
  const Program& program = *world->program;
  for (unsigned i = 0; i < program.threads.size(); ++i)
    if (program.variant->threads[i].process == number) start_thread(world, i, process);
}

[[gnu::noinline]] void start_interrupt(World* world, unsigned index) {
  const char* name = world->program->interrupts[index].c_str();
  const Interrupt* work = &world->program->variant->interrupts[index];
  bool hard = work->context == Interrupt::Context::hardirq;
  Task* task = task_create_irq(*world->kernel, hard ? Context::hardirq : Context::softirq, name);
  task->cpu = cpu_of(world, work->cpu);
  thread([world, task, work] { run_interrupt(world, task, work); }, name);
}

[[gnu::noinline]] void start_watch(World* world, const Observation& always) {
  const Observation* property = &always;
  thread([world, property] { watch_always(world, property); }, "always").daemon();
}

unsigned threads_of(const World* world, unsigned process) {
  unsigned count = 0;
  for (const Thread& thread : world->program->variant->threads)
    count += thread.process == process ? 1 : 0;
  return count;
}

/// The first process has signals before there are tasks that they could be for.
[[gnu::noinline]] void begin_signals(World* world) {
  if (!uses_signals(*world->program->variant)) return;
  SignalSet handled = 0;
  for (const Handler& handler : world->program->variant->threads.front().handlers)
    handled |= signal_bit(handler.signal);
  epcheck::Process* process = current_task()->process;
  signals_begin(process, handled);
  process->live.store(threads_of(world, 0));
}

}  // namespace

World* build_world(const Program& program, const Protocol& protocol, const Checks& checks,
                   Memory memory) {
  const Variant& variant = *program.variant;
  Kernel* kernel = boot(protocol);
  kernel->monitors.checks = checks;
  kernel->sequential = memory == Memory::sc;
  kernel->files_close = closes_any(variant);
  kernel->wakeup_sources = uses_wakeup(variant);
  kernel->timeouts = static_cast<int>(variant.timeouts);
  World* world = make<World>(program, kernel);
  world->fds = make_array<int>(variant.descriptors.size());
  world->files = make_array<epcheck::File*>(variant.descriptors.size());
  world->tasks = make_array<ghost<Task*>>(variant.threads.size());
  world->first = current_task()->process;
  begin_signals(world);
  create_cpus(world);
  create_memory(world);
  create_files(world);
  register_interests(world);
  hold_sockets(world);
  return world;
}

void start_threads(World* world) {
  const Program& program = *world->program;
  start_process(world, 0, current_task()->process);
  for (unsigned i = 0; i < program.interrupts.size(); ++i) start_interrupt(world, i);
  for (const Observation& always : program.always) start_watch(world, always);
}

[[gnu::noinline]] void fork_process(World* world, unsigned index) {
  sys_fork(world->processes[index], threads_of(world, index + 1));
  start_process(world, index + 1, world->processes[index]);
}

[[gnu::noinline]] int send_signal(World* world, const SignalTarget& target) {
  if (!target.thread)
    return kill_process(target.index == 0 ? world->first : world->processes[target.index - 1],
                        target.signal);
  Task* task = world->tasks[target.index];
  return task == nullptr ? -ESRCH : kill_task(task, target.signal);
}

bool is_open(const World& world, const epcheck::File* file) {
  for (const auto& entry : world.kernel->files)
    if (entry == file) return true;
  return false;
}

}  // namespace epcheck::scenario
