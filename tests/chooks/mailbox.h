/* SPDX-License-Identifier: MIT
 *
 * A program under test in C: one thread puts letters into a mailbox, the other sleeps until there
 * are some. Each of the functions below is the body of a check.
 */
#ifndef MAILBOX_H
#define MAILBOX_H

#ifdef __cplusplus
extern "C" {
#endif

/* The reader goes to sleep in the critical section in which it has found the box empty. */
void mailbox_right(void);
/* It looks in one critical section and goes to sleep in the next. */
void mailbox_loses_wakeup(void);

extern int mailbox_letters; /* that are put in; 1 if nobody changes it */

#ifdef __cplusplus
}
#endif

#endif
