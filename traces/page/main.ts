// SPDX-License-Identifier: MIT
// The page of a trace: one current step, which the lanes, the state and the details all show. Both
// runs begin alike, so the same step of both stands side by side.

import type { Moment, Page } from "./data";
import { element, replace } from "./dom";
import { Lanes } from "./lanes";
import { details, stateTable } from "./panels";
import { concerns, objects, snapshots } from "./states";

class TracePage {
  private step = 0;
  private object = "";
  private all = false; // also what is folded
  private compared: boolean;
  private readonly lanes: Lanes[];
  private readonly snapshots;
  private readonly runs = element("div", { class: "runs" });
  private readonly state = element("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "State table" });
  private readonly detail = element("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Step in detail" });
  private readonly live = element("p", { class: "live", role: "status", "aria-live": "polite" });
  private readonly slider: HTMLInputElement;

  constructor(private readonly page: Page) {
    this.compared = page.runs.length > 1;
    this.snapshots = page.runs.map(snapshots);
    this.lanes = page.runs.map(
      (run, index) => new Lanes(run, String(index), (moment) => this.go(moment)),
    );
    this.slider = element("input", {
      type: "range", id: "step", min: 1, max: this.count, value: 1,
      "aria-label": "Step", input: () => this.go(Number(this.slider.value) - 1),
    });
    document.title = page.headline;
    document.body.append(this.header(), this.controls(), this.main());
    document.addEventListener("keydown", (event) => this.key(event));
    window.addEventListener("hashchange", () => this.go(this.stepOfAddress()));
    this.go(this.stepOfAddress());
  }

  private get count(): number {
    return Math.max(...this.page.runs.map((run) => run.moments.length), 1);
  }

  private stepOfAddress(): number {
    const number = Number(location.hash.slice(1));
    return Number.isInteger(number) && number > 0 ? number - 1 : 0;
  }

  private header(): HTMLElement {
    const header = element("header", { tabindex: 0 }, element("h1", {}, this.page.headline));
    header.append(
      element("p", { class: "message" }, element("strong", {}, this.page.property), ": ", this.page.message),
      element("p", {}, this.page.end),
    );
    for (const sentence of this.page.why) header.append(element("p", { class: "why" }, sentence));
    if (this.page.runs[0].folded !== "") header.append(element("p", { class: "why" }, this.page.runs[0].folded));
    return header;
  }

  private button(text: string, name: string, act: () => void): HTMLElement {
    return element("button", { type: "button", "aria-label": name, title: name, click: act }, text);
  }

  private controls(): HTMLElement {
    const filter = element("select", { id: "filter", change: () => this.filter(filter.value) },
      element("option", { value: "" }, "everything"));
    for (const name of objects(this.page.runs)) filter.append(element("option", { value: name }, name));
    const controls = element("nav", { "aria-label": "Steps" },
      this.button("|◀", "First step (Home)", () => this.go(0)),
      this.button("◀", "Step back (left, k)", () => this.move(-1)),
      this.slider,
      this.button("▶", "Step forward (right, j)", () => this.move(1)),
      this.button("▶|", "Last step (End)", () => this.go(this.count - 1)),
      element("label", { for: "filter" }, "Only ", filter));
    const turn = this.page.runs[0].turn;
    if (turn >= 0)
      controls.append(this.button("Last choice", "Go to the last choice that could go right (t)", () => this.go(turn)));
    if (this.page.runs.length > 1) {
      const compare = element("input", { type: "checkbox", id: "compare", checked: true,
        change: () => { this.compared = compare.checked; this.show(); } });
      controls.append(element("label", { for: "compare" }, compare, " beside a passing schedule"));
    }
    const folded = this.page.runs[0].folded;
    if (folded !== "") {
      const all = element("input", { type: "checkbox", id: "all",
        change: () => { this.all = all.checked; this.show(); } });
      controls.append(element("label", { for: "all", title: folded }, all, " all notes"));
    }
    const theme = this.button("◐", "Light or dark", () => {
      const root = document.documentElement;
      const dark = getComputedStyle(root).colorScheme.trim() === "dark" ||
        (root.dataset.theme === undefined && matchMedia("(prefers-color-scheme: dark)").matches);
      root.dataset.theme = dark ? "light" : "dark";
    });
    controls.append(theme, this.live);
    return controls;
  }

  private main(): HTMLElement {
    return element("main", {}, this.runs,
      element("section", { class: "side", "aria-label": "State" }, element("h2", {}, "State after this step"), this.state),
      element("section", { class: "side", "aria-label": "Step" }, element("h2", {}, "This step"), this.detail));
  }

  private isShown(moment: Moment): boolean {
    return this.object === "" ? this.all || !moment.folded : concerns(moment, this.object);
  }

  private filter(object: string): void {
    this.object = object;
    this.show();
  }

  private move(by: number): void {
    const moments = this.page.runs[0].moments;
    for (let next = this.step + by; next >= 0 && next < this.count; next += by)
      if (next >= moments.length || this.isShown(moments[next])) return this.go(next);
  }

  private go(step: number): void {
    this.step = Math.min(Math.max(step, 0), this.count - 1);
    this.show();
  }

  private key(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const target = event.target as HTMLElement;
    if (target.tagName === "SELECT" || (target.tagName === "INPUT" && target.id === "step")) return;
    const turn = this.page.runs[0].turn;
    const act: Record<string, () => void> = {
      ArrowRight: () => this.move(1), j: () => this.move(1),
      ArrowLeft: () => this.move(-1), k: () => this.move(-1),
      Home: () => this.go(0), End: () => this.go(this.count - 1),
      t: () => turn >= 0 && this.go(turn),
    };
    if (act[event.key] === undefined) return;
    act[event.key]();
    event.preventDefault();
  }

  private show(): void {
    const runs = this.page.runs.slice(0, this.compared ? 2 : 1);
    replace(this.runs, ...runs.map((_, index) => this.lanes[index].root));
    const at = runs.map((run) => Math.min(this.step, run.moments.length - 1));
    runs.forEach((_, index) => this.lanes[index].show(at[index], (moment) => this.isShown(moment)));
    const isPart = (name: string) => this.object === "" || name === this.object ||
      name.startsWith(this.object + ".") || name.startsWith(this.object + "[");
    replace(this.state, stateTable(runs, at.map((step, index) => this.snapshots[index][step]), isPart));
    const moment = runs[0].moments[at[0]];
    replace(this.detail, ...runs.flatMap((run, index) => {
      const shown = run.moments[at[index]];
      if (shown === undefined) return [];
      const title = runs.length > 1 ? [element("h3", { class: "of-run" }, run.title)] : [];
      return [...title, details(run, shown, isPart)];
    }));
    this.slider.value = String(this.step + 1);
    const name = moment === undefined ? "" : `${runs[0].lanes[moment.lane].name}: ${moment.text}`;
    this.live.textContent = `Step ${this.step + 1} of ${this.count}. ${name}`;
    history.replaceState(null, "", `#${this.step + 1}`);
  }
}

const data = document.getElementById("trace")?.textContent ?? "";
new TracePage(JSON.parse(data) as Page);
