/* SPDX-License-Identifier: MIT
 *
 * For C code that is a program under test. Compile it with -fsanitize=thread, and link it against
 * epcheck instead of the thread sanitizer (cmake/c_program.cmake does both): then every access that
 * the compiler cannot prove to be private is an operation of the engine, C11 atomics are what they
 * are, and global variables are part of the state. Start it from check(), in check.h.
 *
 * Call these from threads of the program only. Memory comes from epc_alloc(), never from malloc();
 * epc_memcpy() and its kin take the place of the library's, whose accesses nobody would see.
 */
#ifndef EPCHECK_H
#define EPCHECK_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
#define EPC_NORETURN [[noreturn]]
extern "C" {
#else
#define EPC_NORETURN _Noreturn
#endif

/* A thread. `name` appears in reports and must outlive the check; it may be null. */
typedef void *epc_thread;
epc_thread epc_start(void (*body)(void *), void *argument, const char *name);
void epc_join(epc_thread thread);
/* It may stay blocked for ever without this being a deadlock. */
void epc_daemon(epc_thread thread);

/* Locks begin as zeros. They block, are not recursive, and are handed to any waiting thread. */
typedef struct {
  uint64_t word;
} epc_mutex;
void epc_mutex_lock(epc_mutex *mutex);
bool epc_mutex_trylock(epc_mutex *mutex);
void epc_mutex_unlock(epc_mutex *mutex);

typedef struct {
  uint64_t word;
} epc_rwlock;
void epc_rwlock_rdlock(epc_rwlock *lock);
void epc_rwlock_wrlock(epc_rwlock *lock);
bool epc_rwlock_tryrdlock(epc_rwlock *lock);
bool epc_rwlock_trywrlock(epc_rwlock *lock);
void epc_rwlock_rdunlock(epc_rwlock *lock);
void epc_rwlock_wrunlock(epc_rwlock *lock);

/* Blocks until `holds(argument)`, which may read shared memory and change none. */
void epc_wait_until(bool (*holds)(const void *), const void *argument);

/* Memory that is part of the state, all zeros. Used after it is freed, it is reported. */
void *epc_alloc(uint64_t bytes);
/* The same, but to read what nobody has written since is reported as `uninitialised-read`. */
void *epc_malloc(uint64_t bytes);
void *epc_calloc(uint64_t count, uint64_t bytes);
void epc_free(void *memory);
void *epc_memcpy(void *to, const void *from, uint64_t bytes);
void *epc_memmove(void *to, const void *from, uint64_t bytes);
void *epc_memset(void *to, int value, uint64_t bytes);

/* Each value of 0 .. n-1 is explored; n is 1 to 255. */
unsigned epc_choose(unsigned n);
/* A property is violated, and the program goes on, or ends here. String literals only. */
void epc_report(const char *property, const char *message);
EPC_NORETURN void epc_fail(const char *property, const char *message);
#define epc_assert(condition) ((condition) ? (void)0 : epc_fail("assert", #condition))
/* One more value that an execution ends with. */
void epc_outcome(int64_t value);

/* Accesses by address and size (1, 2, 4, 8), for code that is not compiled so. Each returns the
 * value that was there. A plain access that another thread's is not ordered with is a data race. */
enum epc_order { EPC_RELAXED, EPC_ACQUIRE, EPC_RELEASE, EPC_ACQ_REL, EPC_SEQ_CST, EPC_PLAIN = 256 };
uint64_t epc_load(const void *address, unsigned size, unsigned order);
void epc_store(void *address, unsigned size, uint64_t value, unsigned order);
uint64_t epc_exchange(void *address, unsigned size, uint64_t value, unsigned order);
uint64_t epc_compare_exchange(void *address, unsigned size, uint64_t expected, uint64_t desired,
                              unsigned order);
uint64_t epc_fetch_add(void *address, unsigned size, uint64_t value, unsigned order);
void epc_fence(unsigned order);

#ifdef __cplusplus
}
#endif

#endif
