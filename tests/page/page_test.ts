// SPDX-License-Identifier: MIT
// The page of a real trace in a real browser: opened from a file, with no network, by keys, clicks
// and what a screen reader is told. EPCHECK is the command, SCENARIOS the folder of the scenarios.

import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { type Browser, type Page, chromium } from "playwright-core";

const packages = join(dirname(createRequire(import.meta.url).resolve("axe-core/package.json")), "..");
const axe = readFileSync(join(packages, "axe-core/axe.min.js"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "epcheck-page-"));
let browser: Browser;

before(async () => {
  const scenarios = ["exclusive", "data-split", "dup-ghost", "ovflist-wake"].map((name) =>
    join(process.env.SCENARIOS ?? "", `${name}.yaml`),
  );
  execFileSync(process.env.EPCHECK ?? "", [...scenarios, "--quiet", "--trace-dir", folder]);
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu"],
  });
});

after(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

async function open(name: string, options = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, ...options });
  const page = await context.newPage();
  page.on("pageerror", (error) => assert.fail(error));
  page.on("request", (request) => assert.ok(request.url().startsWith("file:"), request.url()));
  await page.goto(pathToFileURL(join(folder, `${name}.html`)).href);
  return page;
}

const traces = (ending: string) => readdirSync(folder).filter((name) => name.endsWith(`.${ending}`));

const kWake = "ovflist-wake-v5.5-lost-wakeup";

const told = (page: Page) => page.getByRole("status").innerText();
const stateOf = (page: Page, what: string) =>
  page.locator("table.state tr", { has: page.getByRole("rowheader", { name: what }) }).locator("td");

test("keys go forward and back, to the ends and to the last choice", async () => {
  const page = await open(kWake);
  assert.match(await told(page), /^Step 1 of \d+\. writer: write\(a, 1\)$/);
  await page.keyboard.press("ArrowRight");
  assert.match(await told(page), /^Step 2 of .* writer: ep_poll_callback: ep\.rdllist \+= a/);
  await page.keyboard.press("k");
  assert.match(await told(page), /^Step 1 of /);
  await page.keyboard.press("End");
  assert.match(await told(page), /^Step (\d+) of \1\./);
  await page.keyboard.press("t");
  assert.match(await told(page), /T1: epoll_wait: sleeps on ep$/);
  await page.keyboard.press("Home");
  assert.match(await told(page), /^Step 1 of /);
});

test("a click goes to a step, and buttons go on from there", async () => {
  const page = await open(kWake);
  const step = page.getByRole("button", { name: "epoll_wait: sleeps on ep" }).first();
  await step.click();
  assert.equal(await step.getAttribute("aria-current"), "step");
  const at = Number((await told(page)).match(/^Step (\d+)/)?.[1]);
  await page.getByRole("button", { name: "Step back" }).click();
  assert.ok(Number((await told(page)).match(/^Step (\d+)/)?.[1]) < at);
  await page.getByRole("button", { name: "Step forward" }).click();
  assert.match(await told(page), new RegExp(`^Step ${at} of `));
});

test("the state shows what a step has changed, with the value before", async () => {
  const page = await open(kWake);
  await page.keyboard.press("ArrowRight");
  const changed = stateOf(page, "ep.rdllist").first();
  assert.equal(await changed.innerText(), "empty → a");
  assert.equal(await changed.getAttribute("class"), "changed");
  await page.keyboard.press("ArrowRight");
  assert.equal(await changed.innerText(), "a");
});

test("a filter leaves the steps of one object", async () => {
  const page = await open(kWake);
  const failing = page.locator("section.run").first();
  const rows = failing.locator("tbody tr:not(.turn):visible");
  const all = await rows.count();
  await page.getByLabel("Only").selectOption("b");
  assert.ok((await rows.count()) < all);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Step forward" }).click();
  assert.match(await told(page), /writer: (write\(b, 1\)|ep_poll_callback: ep\.rdllist \+= b)/);
  await page.getByLabel("Only").selectOption("");
  assert.equal(await rows.count(), all);
});

test("what does not lead to the failure is folded, and there again on demand", async () => {
  const page = await open("exclusive-et-one-stuck-data");
  const rows = page.locator("section.run").first().locator("tbody tr:not(.turn)");
  const all = await rows.count();
  assert.ok((await rows.locator("visible=true").count()) < all);
  await page.getByLabel("all notes").check();
  assert.equal(await rows.locator("visible=true").count(), all);
});

test("the nearest passing schedule stands beside, alike up to the last choice", async () => {
  const page = await open(kWake);
  const runs = page.locator("section.run");
  assert.equal(await runs.count(), 2);
  const textsBefore = (run: number) =>
    runs.nth(run).locator("tbody tr").evaluateAll((rows) => {
      const turn = rows.findIndex((row) => row.classList.contains("turn"));
      return rows.slice(0, turn).map((row) => row.textContent);
    });
  assert.ok((await textsBefore(0)).length > 2);
  assert.deepEqual(await textsBefore(0), await textsBefore(1));
  await page.keyboard.press("t");
  assert.match(await page.locator("tr.differs").first().innerText(), /≠/);
  await page.getByLabel("beside a passing schedule").uncheck();
  assert.equal(await runs.count(), 1);
});

test("hovering shows operations with values and source lines", async () => {
  const page = await open(kWake);
  const title = await page.getByRole("button", { name: "epoll_wait: sleeps on ep" }).first()
    .getAttribute("title");
  assert.match(title ?? "", /load ep\.ovflist: .* ep_events_available \(model\/eventpoll\.cc:\d+\)/);
});

test("the address keeps the step", async () => {
  const page = await open(kWake);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.reload();
  assert.match(await told(page), /^Step 3 of /);
});

test("light and dark differ, and the button switches", async () => {
  const page = await open(kWake, { colorScheme: "dark" });
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await paper();
  await page.getByRole("button", { name: "Light or dark" }).click();
  assert.notEqual(await paper(), dark);
});

test("all is within reach of the tab key", async () => {
  const page = await open(kWake);
  const names = new Set<string>();
  for (let i = 0; i < 80; ++i) {
    await page.keyboard.press("Tab");
    names.add(await page.evaluate(() => document.activeElement?.getAttribute("aria-label") ??
      document.activeElement?.textContent ?? ""));
  }
  for (const name of ["Step forward (right, j)", "epoll_wait: sleeps on ep", "State table"])
    assert.ok(names.has(name), name);
});

// The library that draws the diagrams of issues and wikis takes ours.
test("mermaid draws each trace, with a note for each name", async () => {
  const page = await browser.newPage();
  await page.setContent("<body></body>");
  await page.addScriptTag({ path: join(packages, "mermaid/dist/mermaid.min.js") });
  for (const name of traces("json")) {
    const text = execFileSync(process.env.EPCHECK ?? "", ["trace", join(folder, name), "--as", "mermaid"],
      { encoding: "utf8" });
    const drawn = await page.evaluate(async (diagram) => {
      const mermaid = (globalThis as unknown as { mermaid: { render(id: string, text: string):
        Promise<{ svg: string }> } }).mermaid;
      return (await mermaid.render("diagram", diagram)).svg;
    }, text);
    const notes = text.match(/^ *Note over/gm)?.length ?? 0;
    assert.equal(drawn.match(/<rect[^>]*class="note"/g)?.length, notes, name);
    assert.ok(/kernel\s+v\d/.test(drawn.replace(/<[^>]*>/g, " ")), name);
  }
});

for (const colorScheme of ["light", "dark"])
  test(`axe finds nothing serious in any page, ${colorScheme}`, async () => {
    assert.ok(traces("html").length > 8);
    for (const name of traces("html")) {
      const page = await open(name.replace(/\.html$/, ""), { colorScheme });
      await page.keyboard.press("t");
      await page.evaluate(axe);
      const violations = await page.evaluate(async () => {
        const run = (globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string;
          impact: string; nodes: { html: string }[] }[] }> } }).axe;
        return (await run.run()).violations.map(({ id, impact, nodes }) =>
          `${impact} ${id}: ${nodes[0].html}`);
      });
      assert.deepEqual(violations.filter((text) => /^(serious|critical)/.test(text)), [], name);
      await page.context().close();
    }
  });
