// SPDX-License-Identifier: MIT
// The schema and the loader agree. What the loader accepts, the schema accepts. What the loader
// refuses, the schema refuses too, unless it is what only the loader can know: loader_only.json
// lists that, by what the loader says and why a schema cannot say it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import Ajv from "ajv";
import { parseDocument } from "yaml";
import { asFiles, bad, complaints, documented, mutants, shipped } from "./corpus.mjs";

const schema = JSON.parse(readFileSync(join(process.env.ROOT, "scenarios/schema.json"), "utf8"));
const validate = new Ajv({ strict: true, allowUnionTypes: true, strictRequired: false, strictTypes: false }).compile(schema);
const loaderOnly = JSON.parse(readFileSync("loader_only.json", "utf8"));
const patterns = loaderOnly.flatMap(({ says }) => says.map((text) => new RegExp(`^${text}$`)));

/** What a YAML reader and the schema have against the text, "" if nothing. */
function refusal(text) {
  const document = parseDocument(text, { version: "1.2" });
  if (document.errors.length > 0) return document.errors[0].message;
  return validate(document.toJS()) ? "" : JSON.stringify(validate.errors, null, 1);
}

const isLoaderOnly = (message) => patterns.some((pattern) => pattern.test(message));

/** Compares for each file; returns the loader's messages for those that only it refuses. */
function compare(files) {
  const onlyTheLoader = [];
  const unexplained = new Map();
  for (const [file, messages] of complaints(files)) {
    const text = readFileSync(file, "utf8");
    const refused = refusal(text);
    if (messages.length === 0) assert.equal(refused, "", `the loader accepts, the schema does not:\n${text}`);
    if (messages.length === 0 || refused !== "") continue;
    onlyTheLoader.push(...messages);
    for (const message of messages)
      if (!isLoaderOnly(message)) unexplained.set(message.replace(/`[^`]*`/g, "`X`"), `${file}: ${message}`);
  }
  assert.deepEqual([...unexplained.values()], [], "the schema should refuse these, or loader_only.json list them");
  return onlyTheLoader;
}

test("what is shipped and documented, both accept", () => {
  const documents = documented();
  assert.ok(documents.length > 0 && shipped.length > 20);
  for (const [file, messages] of complaints([...shipped, ...asFiles("documented", documents)])) {
    assert.deepEqual(messages, [], file);
    assert.equal(refusal(readFileSync(file, "utf8")), "", file);
  }
});

test("the bad files, both refuse, but for what only the loader can know", () => {
  const messages = compare(bad);
  for (const { says, why } of loaderOnly) {
    assert.ok(why.length > 0);
    for (const text of says)
      assert.ok(messages.some((message) => new RegExp(`^${text}$`).test(message)), `no bad file shows: ${text}`);
  }
});

test("on shipped scenarios with one thing changed they agree as well", () => {
  const texts = shipped.filter((_, i) => i % 8 === 0).flatMap((file) => [...mutants(readFileSync(file, "utf8"))]);
  assert.ok(texts.length > 1000);
  compare(asFiles("mutants", texts));
});

test("every shipped scenario names the schema for editors", () => {
  for (const file of shipped) {
    const [, path] = readFileSync(file, "utf8").match(/^# yaml-language-server: \$schema=(.*)$/m);
    assert.equal(join(file, "..", path), join(process.env.ROOT, "scenarios/schema.json"));
  }
});
