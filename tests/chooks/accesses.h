/* SPDX-License-Identifier: MIT
 *
 * Small programs under test in C, one for each thing that a compiler may announce. Each ends with
 * outcomes that a test knows.
 */
#ifndef ACCESSES_H
#define ACCESSES_H

#ifdef __cplusplus
extern "C" {
#endif

void copies_struct(void);      /* a struct is copied while another thread looks at its ends */
void fills_memory(void);       /* memset, memcpy and memmove over the heap */
void compares_exchanges(void); /* both threads count by compare and exchange */
void stores_in_buffers(void);  /* SB with relaxed C11 atomics */
void passes_message(void);     /* plain data behind a flag that is released and acquired */
void mixes_accesses(void);     /* one variable, atomic and plain */
void shares_stack(void);       /* a thread adds to a variable on the stack of another, by locks */
void reads_constants(void);    /* a table that nobody can write */
void writes_loose_variable(void);
void chooses(void);
void uses_rwlock(void);
void counts_without_lock(void);
void uses_freed(void);
void reads_unwritten(void);
void copies_unwritten(void);
void reads_copy_of_unwritten(void);
void keeps_memory(void);
void loses_memory(void);

struct padded;
extern struct padded *accesses_kept;
extern int loose; /* not built by epcheck_c_program() */

#ifdef __cplusplus
}
#endif

#endif
