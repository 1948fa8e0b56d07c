// SPDX-License-Identifier: MIT
#include "model/fdtable.h"

#include <cerrno>

#include "model/file.h"
#include "model/task.h"

namespace epcheck {

bool fd_in_range(int fd) { return fd >= 0 && fd < Process::kDescriptors; }

File* fget(int fd) {
  if (!fd_in_range(fd)) return nullptr;
  File* file = current_task()->process->fd[fd].load(Order::acquire);
  if (file != nullptr && does(Step::fget_get)) get_file(file);
  return file;
}

File* file_of(const Task* task, int fd) {
  return fd_in_range(fd) ? task->process->fd[fd].peek() : nullptr;
}

[[gnu::noinline]] int fd_install_lowest(File* file) {
  Process* process = current_task()->process;
  int result = -EMFILE;
  spin_lock(process->file_lock);
  for (int fd = Process::kFirstDescriptor; fd < Process::kDescriptors; ++fd) {
    if (process->fd[fd].load(Order::relaxed) != nullptr) continue;
    process->fd[fd].store(file, Order::release);
    monitor_changed(nullptr);
    result = fd;
    break;
  }
  spin_unlock(process->file_lock);
  return result;
}

[[gnu::noinline]] File* fd_replace(int fd, File* file) {
  Process* process = current_task()->process;
  spin_lock(process->file_lock);
  File* old = process->fd[fd].load(Order::relaxed);
  if (file != nullptr) get_file(file);
  process->fd[fd].store(file, Order::release);
  monitor_changed(nullptr);
  spin_unlock(process->file_lock);
  return old;
}

[[gnu::noinline]] void fd_copy(Process* to) {
  Process* from = current_task()->process;
  spin_lock(from->file_lock);
  for (int fd = 0; fd < Process::kDescriptors; ++fd) {
    File* file = from->fd[fd].load(Order::relaxed);
    if (file == nullptr) continue;
    get_file(file);
    to->fd[fd].store(file, Order::relaxed);
  }
  monitor_changed(nullptr);
  spin_unlock(from->file_lock);
}

File* fd_take(int fd) { return fd_in_range(fd) ? fd_replace(fd, nullptr) : nullptr; }

}  // namespace epcheck
