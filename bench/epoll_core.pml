/* SPDX-License-Identifier: MIT
 * epoll-core(NW, NC, NF, ITER, WRITES) for Spin: NW waiters wait ITER times each, NC callbacks write
 * WRITES times each to one of NF files. It is what an expert writes by hand for the program in
 * epoll_core_program.cc: each critical section under ep->lock is ONE step, lists are channels,
 * membership in a list is a flag beside it, and a monitor judges the states in which all is quiet.
 * The parameters come from the command line: spin -a -DNW=2 -DNC=2 -DNF=2 -DITER=1 -DWRITES=1. */
byte count[NF];                  /* what was written to each file and not read yet */
chan rdllist = [NF] of { byte };
chan ovflist = [NF] of { byte };
chan wq = [NW] of { byte };      /* exclusive sleepers, first come first woken */
bit on_rdllist[NF], on_ovflist[NF];
bit scanning;                    /* ovflist is active */
bit mtx;
bit asleep[NW];

/* Scratch of one step; no part of the state. */
hidden byte who, at, file;

#define AVAILABLE (len(rdllist) > 0 || scanning)

inline wake_up()
{
  if
  :: len(wq) > 0 -> wq?who; asleep[who] = 0
  :: else
  fi
}

inline add_ready(f)
{
  if
  :: on_rdllist[f]
  :: else -> rdllist!f; on_rdllist[f] = 1
  fi
}

inline add_overflow(f)
{
  if
  :: on_ovflist[f]
  :: else -> ovflist!f; on_ovflist[f] = 1
  fi
}

active [NW] proctype waiter()
{
  byte txlist[NF];
  byte taken, looked, waits;
  byte seen;                     /* bit k: txlist[k] was ready when the scan looked */
again:
  if
  :: AVAILABLE -> goto scan      /* looked at without the lock */
  :: else
  fi;
  atomic {                       /* under the lock: look again, sleep */
    if
    :: AVAILABLE -> goto scan
    :: else -> asleep[_pid] = 1; wq!_pid
    fi
  };
end_asleep:
  !asleep[_pid];
  skip;                          /* takes the lock once more; the waker has removed it from wq */
scan:
  atomic { !mtx -> mtx = 1 };
  d_step {                       /* under the lock: take the ready list, activate the overflow list */
    taken = 0; looked = 0;
    do
    :: len(rdllist) > 0 -> rdllist?file; on_rdllist[file] = 0; txlist[taken] = file; taken++
    :: else -> break
    od;
    scanning = 1
  };
  do
  :: d_step { looked < taken -> seen = seen | ((count[txlist[looked]] > 0) << looked); looked++ }
  :: d_step {                    /* under the lock: what overflowed, then what was ready, is ready */
      looked == taken ->
      do
      :: len(ovflist) > 0 -> ovflist?file; on_ovflist[file] = 0; add_ready(file)
      :: else -> break
      od;
      scanning = 0;
      at = 0;
      do
      :: at < taken ->
         if
         :: (seen >> at) & 1 -> file = txlist[at]; add_ready(file)
         :: else
         fi;
         at++
      :: else -> break
      od;
      if
      :: len(rdllist) > 0 -> wake_up()
      :: else
      fi
    };
    break
  od;
  atomic {
    mtx = 0;
    if
    :: taken == 0 -> looked = 0; goto again
    :: else
    fi
  };
  atomic {                       /* read() one unit of the first file that was ready */
    d_step {
      at = 0;
      do
      :: at < taken && !((seen >> at) & 1) -> at++
      :: else -> break
      od;
      if
      :: at < taken ->
         file = txlist[at];
         if
         :: count[file] > 0 -> count[file]--
         :: else
         fi
      :: else
      fi;
      taken = 0; looked = 0; seen = 0; at = 0;
      do
      :: at < NF -> txlist[at] = 0; at++
      :: else -> break
      od;
      waits++
    };
    if
    :: waits < ITER -> goto again
    :: else
    fi
  };
end_done:
  false
}

active [NC] proctype callback()
{
  byte writes;
more:
  count[(_pid - NW) % NF]++;
  atomic {
    d_step {                     /* ep_poll_callback, under the lock */
      file = (_pid - NW) % NF;
      if
      :: scanning -> add_overflow(file)
      :: else -> add_ready(file)
      fi;
      wake_up();
      writes++
    };
    if
    :: writes < WRITES -> goto more
    :: else
    fi
  };
end_done:
  false
}

/* Runs only when nothing else can. */
active proctype monitor()
{
  bit event;
end_quiet:
  timeout -> d_step {
    event = len(rdllist) > 0;
    at = 0;
    do
    :: at < NF -> event = event || count[at] > 0; at++
    :: else -> break
    od;
    assert(!(len(wq) > 0 && event));
    event = 0
  };
end_done:
  false
}
