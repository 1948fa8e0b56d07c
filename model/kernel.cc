// SPDX-License-Identifier: MIT
#include "model/kernel.h"

#include "checker/memory.h"
#include "checker/report.h"

namespace epcheck {

Kernel* boot(const Protocol& protocol) {
  const char* why = contradiction(protocol);
  require(why == nullptr, why);
  Kernel* kernel = make<Kernel>(protocol);
  label(&kernel->epmutex, sizeof kernel->epmutex, "epmutex");
  task_begin(task_create(*kernel, process_create(), "init"));
  return kernel;
}

bool does(Step step) {
  const Task* task = current_task();
  return task == nullptr || task->kernel->protocol.without != step;
}

Kernel& kernel() { return *current_task()->kernel; }

void kernel_add_file(File* file) {
  Kernel& k = kernel();
  unsigned at = 0;
  while (at < Kernel::kMaxFiles && k.files[at] != nullptr) ++at;
  require(at < Kernel::kMaxFiles, "the model has room for no more files");
  k.files[at] = file;
}

void kernel_remove_file(File* file) {
  Kernel& k = kernel();
  for (auto& slot : k.files)
    if (slot == file) slot = nullptr;
}

}  // namespace epcheck
