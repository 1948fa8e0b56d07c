// SPDX-License-Identifier: MIT
// Descriptors: numbers in the table of the current process. The lowest free number is given out.
// Lookups take no lock; changes hold Process::file_lock.
#pragma once

namespace epcheck {

struct File;
struct Process;
struct Task;

/// The file behind a descriptor with a reference on it, or null.
File* fget(int fd);
/// The file behind a descriptor of the task's process, without a reference and without an
/// operation, or null. For set-up and for monitors.
File* file_of(const Task* task, int fd);

/// Installs the file at the lowest free number, which takes over the caller's reference. Returns
/// the number, or -EMFILE, and then the caller keeps the reference.
int fd_install_lowest(File* file);
/// Puts the file at `fd`, taking a reference. Returns the file that was there, whose reference is
/// now the caller's, or null.
File* fd_replace(int fd, File* file);
/// Frees the number. Returns the file, whose reference is now the caller's, or null.
File* fd_take(int fd);
/// Copies the table of the current process to an empty one, with a reference for each file.
void fd_copy(Process* to);
/// Whether a descriptor may have this number.
bool fd_in_range(int fd);

}  // namespace epcheck
