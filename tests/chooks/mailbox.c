// SPDX-License-Identifier: MIT
#include "tests/chooks/mailbox.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "checker/epcheck.h"

struct letter {
  struct letter *next;
  int number;
};

int mailbox_letters = 1;

static struct {
  epc_mutex lock;
  struct letter *first;
  struct letter **last;
  int sleepers;
  _Atomic int woken;
} box;

static void put(int number) {
  struct letter *letter = malloc(sizeof *letter);
  letter->next = NULL;
  letter->number = number;
  epc_mutex_lock(&box.lock);
  *box.last = letter;
  box.last = &letter->next;
  if (box.sleepers > 0)
    atomic_store(&box.woken, 1);
  epc_mutex_unlock(&box.lock);
}

static struct letter *take(void) {
  struct letter *letter = box.first;
  if (letter == NULL)
    return NULL;
  box.first = letter->next;
  if (box.first == NULL)
    box.last = &box.first;
  return letter;
}

static bool is_woken(const void *unused) {
  (void)unused;
  return atomic_load(&box.woken) != 0;
}

static int get(bool right) {
  struct letter *letter;
  int number;
  epc_mutex_lock(&box.lock);
  while ((letter = take()) == NULL) {
    if (!right) {
      epc_mutex_unlock(&box.lock);
      epc_mutex_lock(&box.lock); /* whoever put a letter in here saw nobody sleep */
    }
    box.sleepers++;
    atomic_store(&box.woken, 0);
    epc_mutex_unlock(&box.lock);
    epc_wait_until(is_woken, NULL);
    epc_mutex_lock(&box.lock);
    box.sleepers--;
  }
  epc_mutex_unlock(&box.lock);
  number = letter->number;
  free(letter);
  return number;
}

static void writer(void *unused) {
  int i;
  (void)unused;
  for (i = 1; i <= mailbox_letters; i++)
    put(i);
}

static void read_all(bool right) {
  int i;
  int sum = 0;
  epc_thread thread;
  box.last = &box.first;
  thread = epc_start(writer, NULL, "writer");
  for (i = 0; i < mailbox_letters; i++)
    sum = sum * 10 + get(right);
  epc_join(thread);
  epc_outcome(sum);
}

void mailbox_right(void) { read_all(true); }
void mailbox_loses_wakeup(void) { read_all(false); }
