// SPDX-License-Identifier: MIT
// The state of every object after each moment of a run, and which moments concern an object.

import type { Moment, Run } from "./data";

export type State = Map<string, string>;

export interface Snapshot {
  state: State;
  before: Map<string, string>; // what the moment changed, with the value that it had
}

export function snapshots(run: Run): Snapshot[] {
  let state: State = new Map(run.initial);
  return run.moments.map((moment) => {
    const next: State = new Map(state);
    for (const [what, value] of moment.changes) next.set(what, value);
    const before = new Map<string, string>();
    for (const [what, value] of next)
      if (state.get(what) !== value) before.set(what, state.get(what) ?? "");
    state = next;
    return { state, before };
  });
}

// "ep0.rdllist" is a part of "ep0".
function isPart(name: string, of: string): boolean {
  return name === of || name.startsWith(of + ".") || name.startsWith(of + "[");
}

export function concerns(moment: Moment, object: string): boolean {
  return (
    moment.operations.some((operation) => isPart(operation.object, object)) ||
    moment.changes.some(([what]) => isPart(what, object))
  );
}

export function objects(runs: Run[]): string[] {
  const names = new Set<string>();
  const add = (name: string) => {
    if (name === "") return;
    names.add(name);
    const whole = name.match(/^[^.[]+/);
    if (whole !== null) names.add(whole[0]);
  };
  for (const run of runs)
    for (const moment of run.moments) {
      for (const [what] of moment.changes) add(what);
      for (const operation of moment.operations) add(operation.object);
    }
  return [...names].sort();
}
