// SPDX-License-Identifier: MIT
// reorder: bytes of a stream are delivered after bytes that come later in it.
//
// FileGhost::chunks lists what is read and not delivered, in the order of the bytes; a piece that
// follows one of the same thread is joined to it. A delivery takes a thread's bytes in their order,
// marks everything before them that others still hold as overtaken, and violates if it takes a
// piece that was overtaken before. A piece that its thread never delivers violates nothing.
#include "checker/report.h"
#include "model/file.h"
#include "model/property_parts.h"
#include "model/task.h"

namespace epcheck {

namespace {

constexpr unsigned kMaxChunks = FileGhost::kMaxChunks;

Chunk chunk_at(const File* file, unsigned i) {
  return i < kMaxChunks ? static_cast<Chunk>(file->ghost.chunks[i]) : Chunk{};
}

void erase_chunk(File* file, unsigned i) {
  for (; i < kMaxChunks && chunk_at(file, i).bytes > 0; ++i)
    file->ghost.chunks[i] = chunk_at(file, i + 1);
}

void overtake(File* file, unsigned before, const Task* task) {
  for (unsigned i = 0; i < before; ++i) {
    Chunk chunk = chunk_at(file, i);
    if (chunk.task == task->id || chunk.overtaken) continue;
    chunk.overtaken = 1;
    file->ghost.chunks[i] = chunk;
  }
}

}  // namespace

TaskSet holders(const File* file) {
  TaskSet set = 0;
  for (unsigned i = 0; chunk_at(file, i).bytes > 0; ++i)
    set |= TaskSet{1} << chunk_at(file, i).task;
  return set;
}

void chunk_read(File* file, const Task* task, int bytes) {
  unsigned end = 0;
  while (chunk_at(file, end).bytes > 0) ++end;
  Chunk added{static_cast<std::uint32_t>(bytes), static_cast<std::uint16_t>(task->id), 0};
  if (end > 0) {
    Chunk last = chunk_at(file, end - 1);
    if (last.task == added.task && !last.overtaken) {
      added.bytes += last.bytes;
      --end;
    }
  }
  if (end == kMaxChunks)
    fail("monitor-limit", "more than 8 separate pieces of one stream are read and not delivered");
  file->ghost.chunks[end] = added;
}

bool chunk_deliver(File* file, const Task* task, int bytes, bool report_reorder) {
  std::uint32_t left = static_cast<std::uint32_t>(bytes);
  unsigned i = 0;
  while (left > 0 && chunk_at(file, i).bytes > 0) {
    Chunk chunk = chunk_at(file, i);
    if (chunk.task != task->id) {
      ++i;
      continue;
    }
    overtake(file, i, task);
    if (chunk.overtaken && report_reorder)
      report("reorder", "bytes of a stream are delivered after bytes that come later in it");
    if (chunk.bytes > left) {
      chunk.bytes -= left;
      left = 0;
      file->ghost.chunks[i] = chunk;
    } else {
      left -= chunk.bytes;
      erase_chunk(file, i);
    }
  }
  return left == 0;
}

void chunk_drop(File* file, const Task* task) {
  unsigned i = 0;
  while (chunk_at(file, i).bytes > 0) {
    if (chunk_at(file, i).task == task->id)
      erase_chunk(file, i);
    else
      ++i;
  }
}

}  // namespace epcheck
