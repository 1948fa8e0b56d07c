// SPDX-License-Identifier: MIT
// What traces/page_data.cc writes into the page.

export interface Operation {
  text: string; // "load ep0.rdllist: 0"
  place: string; // "list_empty (model/list_head.h:40)"
  object: string; // "ep0.rdllist", or ""
}

export interface Moment {
  lane: number;
  kind: string; // of the note: call, return, wake, sleep, ...; "op", "violation"
  folded: boolean; // does not lead to the violation, or says nothing new
  text: string;
  place: string;
  decision: number;
  holds: string[];
  changes: [what: string, value: string][];
  wakes: number[]; // lanes
  operations: Operation[];
}

export interface Run {
  title: string;
  lanes: { name: string; interrupt: boolean }[];
  moments: Moment[];
  folded: string; // what is folded of the moments, in a sentence, or ""
  initial: [what: string, value: string][]; // the state before the first moment
  turn: number; // index of the moment of the last choice that could go right, or -1
  end: string; // how things stand at the end
}

export interface Page {
  headline: string;
  end: string;
  why: string[];
  property: string;
  message: string;
  runs: Run[]; // the failing one, and the nearest passing one if there is one
}
