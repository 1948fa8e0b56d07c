// SPDX-License-Identifier: MIT
// A run as a table: a column for each thread, a row for each moment, time downwards.

import type { Moment, Run } from "./data";
import { element } from "./dom";

export class Lanes {
  readonly root: HTMLElement;
  private readonly buttons: HTMLButtonElement[] = [];
  private readonly rows: HTMLTableRowElement[] = [];

  constructor(
    private readonly run: Run,
    name: string,
    select: (moment: number) => void,
  ) {
    const head = element("tr", {}, element("th", { scope: "col" }, "Step"));
    for (const lane of run.lanes)
      head.append(
        element("th", { scope: "col", class: lane.interrupt ? "interrupt" : "thread" }, lane.name),
      );
    const body = element("tbody");
    run.moments.forEach((moment, index) => {
      if (index === run.turn) body.append(this.turnRow());
      const row = this.row(moment, index, select);
      this.rows.push(row);
      body.append(row);
    });
    this.root = element(
      "section",
      { class: "run", "aria-label": run.title },
      element("h2", { id: `title-${name}` }, run.title),
      element(
        "div",
        { class: "scroll", tabindex: 0, role: "region", "aria-labelledby": `title-${name}` },
        element("table", { class: "lanes", style: `min-width: ${3 + 7 * run.lanes.length}rem` }, element("thead", {}, head), body),
      ),
      element("p", { class: "end" }, run.end),
    );
  }

  private turnRow(): HTMLElement {
    const span = this.run.lanes.length + 1;
    return element(
      "tr",
      { class: "turn" },
      element("td", { colspan: span }, "the last choice that could go right"),
    );
  }

  private row(moment: Moment, index: number, select: (moment: number) => void) {
    const values = moment.operations.map((operation) => `${operation.text}  ${operation.place}`);
    const shown = values.slice(-12);
    if (shown.length < values.length) shown.unshift(`… ${values.length - shown.length} more`);
    const button = element(
      "button",
      {
        type: "button",
        class: `moment ${moment.kind}`,
        title: [moment.place && `in ${moment.place}`, ...shown].filter(Boolean).join("\n"),
        click: () => select(index),
      },
      ...moment.text.split(/(?<=[_.])/).flatMap((part) => [part, element("wbr")]),
    );
    for (const lane of moment.wakes)
      button.append(
        element("span", { class: "wakes" }, ` → ${this.run.lanes[lane]?.name ?? ""}`),
      );
    this.buttons.push(button);
    const row = element("tr", {}, element("th", { scope: "row" }, String(index + 1)));
    for (let lane = 0; lane < this.run.lanes.length; ++lane)
      row.append(lane === moment.lane ? element("td", {}, button) : element("td"));
    return row;
  }

  show(current: number, isShown: (moment: Moment) => boolean): void {
    this.run.moments.forEach((moment, index) => {
      this.rows[index].hidden = !isShown(moment) && index !== current;
      this.rows[index].classList.toggle("later", index > current);
      const button = this.buttons[index];
      if (index === current) button.setAttribute("aria-current", "step");
      else button.removeAttribute("aria-current");
    });
    this.rows[current]?.scrollIntoView({ block: "nearest" });
  }
}
