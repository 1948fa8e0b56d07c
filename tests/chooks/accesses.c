// SPDX-License-Identifier: MIT
#include "tests/chooks/accesses.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "checker/epcheck.h"

struct wide {
  long a[4];
};

static epc_mutex lock;
static epc_rwlock rwlock;
struct wide accesses_source = {{1, 2, 3, 4}};
static struct wide target;
static _Atomic int done;
static _Atomic int x, y;
static int seen;
static int counter;
static const char *const names[] = {"zero", "one"};

static void look_at_target(void *unused) {
  (void)unused;
  epc_mutex_lock(&lock);
  epc_outcome(target.a[0] * 10 + target.a[3]);
  epc_mutex_unlock(&lock);
}

void copies_struct(void) {
  epc_thread thread = epc_start(look_at_target, NULL, "looker");
  epc_mutex_lock(&lock);
  target = accesses_source;
  epc_mutex_unlock(&lock);
  epc_join(thread);
}

static void fill(void *memory) {
  epc_mutex_lock(&lock);
  memset(memory, 1, 13);
  epc_mutex_unlock(&lock);
}

void fills_memory(void) {
  unsigned char *memory = calloc(1, 40);
  epc_thread thread = epc_start(fill, memory, "filler");
  epc_mutex_lock(&lock);
  memcpy(memory + 20, memory, 13);
  memmove(memory + 1, memory + 20, 13);
  epc_mutex_unlock(&lock);
  epc_join(thread);
  epc_outcome(memory[0] * 1000 + memory[12] * 100 + memory[13] * 10 + memory[32]);
}

static void count_up(void *unused) {
  int old = atomic_load_explicit(&x, memory_order_relaxed);
  (void)unused;
  while (!atomic_compare_exchange_weak(&x, &old, old + 1))
    ;
}

void compares_exchanges(void) {
  epc_thread thread = epc_start(count_up, NULL, "counter");
  count_up(NULL);
  epc_join(thread);
  epc_outcome(atomic_load(&x));
}

static void store_x(void *unused) {
  (void)unused;
  atomic_store_explicit(&x, 1, memory_order_relaxed);
  epc_outcome(atomic_load_explicit(&y, memory_order_relaxed));
}

static void store_y(void *unused) {
  (void)unused;
  atomic_store_explicit(&y, 1, memory_order_relaxed);
  epc_outcome(atomic_load_explicit(&x, memory_order_relaxed));
}

void stores_in_buffers(void) {
  epc_start(store_x, NULL, "x");
  epc_start(store_y, NULL, "y");
}

static void send(void *unused) {
  (void)unused;
  counter = 1;
  atomic_store_explicit(&done, 1, memory_order_release);
  epc_outcome(atomic_load_explicit(&y, memory_order_relaxed));
}

void passes_message(void) {
  epc_start(send, NULL, "sender");
  atomic_store_explicit(&y, 1, memory_order_relaxed);
  epc_outcome(atomic_load_explicit(&done, memory_order_acquire) ? counter : 7);
}

static void look_at_x(void *unused) {
  (void)unused;
  epc_outcome(atomic_load(&x));
}

void mixes_accesses(void) {
  epc_start(look_at_x, NULL, "looker");
  atomic_store_explicit(&x, 1, memory_order_release);
  *(int *)&x = 2;
}

static void add_five(void *variable) {
  epc_mutex_lock(&lock);
  *(int *)variable = *(int *)variable * 2 + 5;
  epc_mutex_unlock(&lock);
}

void shares_stack(void) {
  int mine = 1;
  epc_thread thread = epc_start(add_five, &mine, "adder");
  epc_mutex_lock(&lock);
  mine += 10;
  epc_mutex_unlock(&lock);
  epc_join(thread);
  epc_outcome(mine);
}

static void set_done(void *unused) {
  (void)unused;
  atomic_store(&done, 1);
}

void reads_constants(void) {
  epc_start(set_done, NULL, "setter");
  epc_outcome(names[atomic_load(&done)][0]);
}

void writes_loose_variable(void) {
  epc_start(set_done, NULL, "setter");
  loose = atomic_load(&done) + 1;
}

void chooses(void) { epc_outcome(epc_choose(3) * 10 + epc_choose(2)); }

static void write_target(void *unused) {
  (void)unused;
  epc_rwlock_wrlock(&rwlock);
  target.a[0] = 1;
  target.a[1] = 1;
  epc_rwlock_wrunlock(&rwlock);
}

void uses_rwlock(void) {
  epc_start(write_target, NULL, "writer");
  epc_rwlock_rdlock(&rwlock);
  epc_outcome(target.a[0] + target.a[1]);
  epc_rwlock_rdunlock(&rwlock);
}

static void count(void *unused) {
  (void)unused;
  counter++;
}

void counts_without_lock(void) {
  epc_thread thread = epc_start(count, NULL, "other");
  counter++;
  epc_join(thread);
  seen = counter;
  epc_outcome(seen);
}

struct padded {
  char a;
  int b;
  long c;
};

void reads_unwritten(void) {
  struct padded *memory = malloc(sizeof *memory);
  memory->b = 1;
  epc_outcome(memory->a);
}

/* Padding, and what is not read afterwards, may be copied. */
void copies_unwritten(void) {
  struct padded *from = malloc(sizeof *from), *to = malloc(sizeof *to);
  from->a = 1;
  *to = *from;
  memcpy(from, to, sizeof *from);
  epc_outcome(from->a);
}

void reads_copy_of_unwritten(void) {
  struct padded *from = malloc(sizeof *from), *to = calloc(1, sizeof *to);
  from->a = 1;
  memcpy(to, from, sizeof *to);
  epc_outcome(to->b);
}

struct padded *accesses_kept;

void keeps_memory(void) { accesses_kept = malloc(sizeof *accesses_kept); }

void loses_memory(void) {
  accesses_kept = malloc(sizeof *accesses_kept);
  epc_outcome(accesses_kept == NULL);
  accesses_kept = NULL;
}

static void free_it(void *memory) {
  epc_mutex_lock(&lock);
  free(memory);
  epc_mutex_unlock(&lock);
}

void uses_freed(void) {
  int *memory = malloc(sizeof *memory);
  epc_start(free_it, memory, "freer");
  epc_mutex_lock(&lock);
  *memory = 3;
  epc_mutex_unlock(&lock);
}
