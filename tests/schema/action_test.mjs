// SPDX-License-Identifier: MIT
// The composite action: its steps are run as GitHub would run them, with inputs in place.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { parse } from "yaml";

const { EPCHECK, ROOT } = process.env;
const action = parse(readFileSync(join(ROOT, "action.yml"), "utf8"));
let folder;
before(() => (folder = mkdtempSync(join(tmpdir(), "epcheck-action-"))));
after(() => rmSync(folder, { recursive: true }));

/** An expression of the workflow language that is the value of one input. */
function evaluate(text, inputs) {
  return text.replace(/\$\{\{ inputs\.([a-z-]+) \}\}/g, (_, name) => {
    assert.ok(name in action.inputs, name);
    return inputs[name] ?? action.inputs[name].default;
  });
}

/** Runs the steps that are scripts until one fails, in an otherwise empty environment. */
function run(inputs) {
  let output = "";
  const result = join(folder, "output");
  writeFileSync(result, "");
  for (const step of action.runs.steps.filter((step) => "run" in step)) {
    assert.equal(step.shell, "bash");
    assert.ok(!step.run.includes("${{"), "inputs reach scripts through the environment only");
    const env = { PATH: process.env.PATH, HOME: folder, GITHUB_ACTION_PATH: ROOT, GITHUB_OUTPUT: result };
    for (const [name, value] of Object.entries(step.env ?? {})) env[name] = evaluate(value, inputs);
    // As GitHub calls bash.
    const ran = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", step.run], {
      cwd: folder,
      env,
      encoding: "utf8",
    });
    output += ran.stdout + ran.stderr;
    if (ran.status !== 0) break;
  }
  return { output, result: readFileSync(result, "utf8") };
}

test("the action is composite, and each step is a script or another action", () => {
  assert.equal(action.runs.using, "composite");
  for (const step of action.runs.steps) assert.ok("run" in step !== "uses" in step, step.name);
  for (const input of Object.values(action.inputs)) assert.ok(input.required || "default" in input);
});

test("without a command of its own it calls the script that builds", () => {
  accessSync(join(ROOT, "epcheck"), constants.X_OK);
  for (const step of action.runs.steps.filter((step) => "run" in step))
    assert.ok(step.run.includes("${COMMAND:-$GITHUB_ACTION_PATH/epcheck}"));
});

test("what is as expected passes and leaves both reports", () => {
  const { output, result } = run({
    scenarios: `\n  ${ROOT}/scenarios/ovflist-wake.yaml\n`,
    options: "--kernel\nv7.1 with seqcount\n--variant\nv7.1\n",
    command: EPCHECK,
  });
  assert.equal(result, "exit-code=0\n", output);
  assert.match(output, /^epcheck [0-9.]+$/m);
  assert.match(output, /v7\.1 with seqcount/);
  assert.equal(JSON.parse(readFileSync(join(folder, "epcheck.sarif"))).version, "2.1.0");
  assert.match(readFileSync(join(folder, "epcheck.xml"), "utf8"), /<testsuites>/);
});

test("what differs fails, and is said in the words of GitHub", () => {
  const text = readFileSync(join(ROOT, "scenarios/ovflist-wake.yaml"), "utf8");
  writeFileSync(join(folder, "a b.yaml"), text.replace("{fail: [lost-wakeup]}", "pass"));
  const { output, result } = run({ scenarios: "a b.yaml", "sarif-file": "my.sarif", command: EPCHECK });
  assert.equal(result, "exit-code=1\n", output);
  assert.match(output, /^::error file=a b\.yaml,line=\d+,title=ovflist-wake-v5\.5 .*::lost-wakeup failed/m);
  assert.equal(JSON.parse(readFileSync(join(folder, "my.sarif"))).runs[0].results.length, 1);
});

test("names cannot become commands", () => {
  const { output, result } = run({ scenarios: "$(touch pwned); `touch pwned`", command: EPCHECK });
  assert.equal(result, "exit-code=2\n", output);
  assert.throws(() => accessSync(join(folder, "pwned")));
});
