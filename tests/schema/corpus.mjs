// SPDX-License-Identifier: MIT
// Scenario files, good and bad, and what the loader says of them.
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isCollection, isMap, isPair, isScalar, parseDocument, visit } from "yaml";

const { EPCHECK, ROOT } = process.env;

function yamlFilesIn(folder) {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".yaml"))
    .sort()
    .map((name) => join(folder, name));
}

export const shipped = ["scenarios", "scenarios/kernel", "scenarios/selftests", "scenarios/steps"].flatMap((folder) =>
  yamlFilesIn(join(ROOT, folder)),
);
export const bad = yamlFilesIn(join(ROOT, "tests/scenarios/bad"));

/** The examples in the documentation of the language that are whole scenarios. */
export function documented() {
  const page = readFileSync(join(ROOT, "docs/scenario-language.md"), "utf8");
  return [...page.matchAll(/^```yaml\n(epcheck: 1\n.*?)^```/gms)].map((match) => match[1]);
}

/**
 * What `epcheck validate` complains of, for each of the files. What is wrong with the value of a
 * parameter where it is used begins with "through a parameter: ", with an event in an expression
 * with "in an expression: ".
 */
export function complaints(files) {
  const found = new Map(files.map((file) => [file, []]));
  const ran = spawnSync(EPCHECK, ["validate", ...files], { encoding: "utf8", maxBuffer: 1 << 30 });
  for (const block of ran.stderr.split(/^(?=\S+?: error: )/m)) {
    const [, file, message] = block.match(/^(\S+?)(?::\d+:\d+)?: error: (.*)$/m) ?? [];
    const through = / used in line \d+ as `\$/.test(block) ? "through a parameter: " : "";
    const within = /^unknown event/.test(message) && / has /.test(block) ? "in an expression: " : "";
    found.get(file)?.push(through + within + message);
  }
  const wrong = [...found.values()].some((messages) => messages.length > 0);
  if (ran.status !== (wrong ? 2 : 0)) throw new Error(`epcheck validate: ${ran.status}\n${ran.stderr}`);
  return found;
}

/** Each text as a file in the folder, which is made anew. */
export function asFiles(folder, texts) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return texts.map((text, i) => {
    const file = join(folder, `${i}.yaml`);
    writeFileSync(file, text);
    return file;
  });
}

const kOthers = ["zzz", 7, 99999999, true, {}, [], { zzz: 1 }, ["zzz"], null];

/** The text with each of its nodes, one at a time, replaced, left out or named otherwise. */
export function* mutants(text) {
  const paths = [];
  visit(parseDocument(text), {
    Node(_key, _node, path) {
      const steps = [];
      path.forEach((parent, i) => {
        const child = path[i + 1] ?? _node;
        if (isPair(parent) && child === parent.value) steps.push(parent.key.value);
        else if (isCollection(parent) && !isMap(parent)) steps.push(parent.items.indexOf(child));
      });
      const isKey = isPair(path.at(-1)) && path.at(-1).key === _node;
      if (steps.length > 0 && !isKey) paths.push(steps);
    },
  });
  for (const path of paths) {
    for (const other of kOthers) {
      const document = parseDocument(text);
      document.setIn(path, other);
      yield String(document);
    }
    const shorter = parseDocument(text);
    shorter.deleteIn(path);
    yield String(shorter);
    const renamed = parseDocument(text);
    const parent = path.length > 1 ? renamed.getIn(path.slice(0, -1)) : renamed.contents;
    if (!isMap(parent)) continue;
    const pair = parent.items.find((item) => isScalar(item.key) && item.key.value === path.at(-1));
    pair.key.value = `${pair.key.value}z`;
    yield String(renamed);
  }
}
