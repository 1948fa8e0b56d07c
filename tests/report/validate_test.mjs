// SPDX-License-Identifier: MIT
// Whole and partial reports of shipped scenarios, as expected and not, against the schemas.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import Ajv04 from "ajv-draft-04";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const { EPCHECK, SCENARIOS } = process.env;
const here = fileURLToPath(new URL(".", import.meta.url));
const json = (path) => JSON.parse(readFileSync(path, "utf8"));
let folder;

/** Runs the command; returns the path of each report. */
function run(name, code, ...words) {
  const formats = ["json", "junit", "sarif"];
  const path = (format) => join(folder, `${name}.${format}`);
  const reports = formats.flatMap((format) => ["--report", `${format}=${path(format)}`]);
  const ran = spawnSync(EPCHECK, [...words, ...reports], { cwd: folder, encoding: "utf8" });
  assert.equal(ran.status, code, ran.stdout + ran.stderr);
  return Object.fromEntries(formats.map((format) => [format, path(format)]));
}

const runs = {};
before(() => {
  folder = mkdtempSync(join(tmpdir(), "epcheck-reports-"));
  const text = readFileSync(join(SCENARIOS, "ovflist-wake.yaml"), "utf8");
  writeFileSync(join(folder, "differs.yaml"), text.replace("{fail: [lost-wakeup]}", "pass"));
  runs.expected = run("expected", 0, join(SCENARIOS, "ovflist-wake.yaml"));
  runs.differs = run("differs", 1, "differs.yaml");
  runs.incomplete = run("incomplete", 3, "differs.yaml", "--variant", "v5.1", "--max-states", "10");
});
after(() => rmSync(folder, { recursive: true }));

function accepts(ajv, schema, files) {
  addFormats(ajv);
  const validate = ajv.compile(schema);
  for (const file of files) assert.ok(validate(json(file)), JSON.stringify(validate.errors));
  return validate;
}

test("SARIF reports keep the schema of OASIS", () => {
  const schema = json(join(here, "node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"));
  const ajv = new Ajv04({ strict: false, allErrors: true, unicodeRegExp: false });
  const validate = accepts(ajv, schema, Object.values(runs).map((files) => files.sarif));
  const report = json(runs.differs.sarif);
  assert.ok(report.runs[0].results[0].codeFlows[0].threadFlows.length > 1);
  report.runs[0].results[0].level = "fatal";
  assert.ok(!validate(report), "the schema refuses nothing");
});

test("JSON reports keep the published schema", () => {
  const ajv = new Ajv2020({ allErrors: true });
  const schema = json(join(here, "report.schema.json"));
  const validate = accepts(ajv, schema, Object.values(runs).map((files) => files.json));
  const report = json(runs.differs.json);
  // Each field that is written is described.
  for (const name of Object.keys(report)) assert.ok(name in schema.properties, name);
  for (const name of Object.keys(report.results[1])) assert.ok(name in schema.$defs.result.properties, name);
  delete report.results[1].verdict;
  assert.ok(!validate(report), "the schema refuses nothing");
});

test("JUnit reports keep the schema of its readers", () => {
  const xsd = join(here, "junit.xsd");
  for (const files of Object.values(runs))
    execFileSync("xmllint", ["--noout", "--schema", xsd, files.junit], { stdio: "pipe" });
  const wrong = join(folder, "wrong.xml");
  writeFileSync(wrong, readFileSync(runs.differs.junit, "utf8").replace(' type="violated"', ""));
  assert.notEqual(spawnSync("xmllint", ["--noout", "--schema", xsd, wrong]).status, 0);
});
