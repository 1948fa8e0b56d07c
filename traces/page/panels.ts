// SPDX-License-Identifier: MIT
// What stands beside the lanes: the state at the current step, and what the step did in detail.

import type { Moment, Run } from "./data";
import { element } from "./dom";
import type { Snapshot } from "./states";

function value(snapshot: Snapshot | undefined, what: string): HTMLElement {
  const now = snapshot?.state.get(what) ?? "";
  const before = snapshot?.before.get(what);
  if (before === undefined) return element("td", {}, now);
  const cell = element("td", { class: "changed" });
  if (before !== "") cell.append(element("del", {}, before), " → ");
  cell.append(element("ins", {}, now));
  return cell;
}

/** A row for each object, a column for each run. */
export function stateTable(
  runs: Run[],
  snapshots: (Snapshot | undefined)[],
  isShown: (what: string) => boolean,
): HTMLElement {
  const head = element("tr", {}, element("th", { scope: "col" }, "Object"));
  for (const run of runs) head.append(element("th", { scope: "col" }, run.title));
  const names = new Set<string>();
  for (const snapshot of snapshots) for (const what of snapshot?.state.keys() ?? []) names.add(what);
  const body = element("tbody");
  for (const what of names) {
    if (!isShown(what)) continue;
    const values = snapshots.map((snapshot) => snapshot?.state.get(what));
    const differs = values.some((other) => other !== values[0]);
    const row = element("tr", { class: differs ? "differs" : "" });
    row.append(element("th", { scope: "row" }, what));
    for (const snapshot of snapshots) row.append(value(snapshot, what));
    if (differs) row.firstElementChild?.append(element("span", { class: "mark" }, " ≠"));
    body.append(row);
  }
  return element("table", { class: "state" }, element("thead", {}, head), body);
}

/** Place, locks and operations of one moment. */
export function details(run: Run, moment: Moment, isShown: (object: string) => boolean): HTMLElement {
  const facts = element("dl");
  const fact = (name: string, text: string) => {
    if (text !== "") facts.append(element("dt", {}, name), element("dd", {}, text));
  };
  fact("Thread", run.lanes[moment.lane].name);
  fact("Where", moment.place);
  fact("Holds", moment.holds.join(", ") || "no lock");
  fact("Decision", String(moment.decision));
  const list = element("ol", { class: "operations" });
  for (const operation of moment.operations)
    if (isShown(operation.object))
      list.append(
        element("li", {}, element("code", {}, operation.text), " ",
          element("span", { class: "place" }, operation.place)),
      );
  return element(
    "div",
    {},
    element("h3", {}, moment.text),
    facts,
    element("h3", {}, `Operations (${list.childElementCount})`),
    list,
  );
}
