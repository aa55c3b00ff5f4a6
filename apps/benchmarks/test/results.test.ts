import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Case } from "../src/cases.ts";
import { type CaseResult, type Conditions, ResultsFile } from "../src/results.ts";

const conditions: Conditions = {
  ...{
    unroll: "a",
    harness: "h",
    backend: "wasm-relaxed",
    threads: 1,
    clock: "wall",
    quick: false,
    peers: [],
    cpu: "c",
    system: "s",
    node: "26",
  },
  cores: 1,
};
const product = (size: number): Case => ({ kind: "product", group: "product", size });
const resultOf = (size: number): CaseResult => ({
  name: `product ${size}`,
  case: product(size),
  rows: [],
  at: "now",
  load: 1,
});

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "unroll-results-"));
  path = join(folder, "inside", "results.jsonl");
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a run goes on after the cases that it has", () => {
  const first = new ResultsFile(path, conditions);
  expect(first.find(product(64))).toBeUndefined();
  first.append(resultOf(64));
  expect(first.find(product(64))).toEqual(resultOf(64));
  const second = new ResultsFile(path, conditions);
  expect(second.find(product(64))).toEqual(resultOf(64));
  expect(second.find(product(128))).toBeUndefined();
});

test("a line that was cut off is measured again, and the next one stands on a line of its own", () => {
  new ResultsFile(path, conditions).append(resultOf(64));
  const line = JSON.stringify(resultOf(128));
  appendFileSync(path, line.slice(0, line.indexOf("}") + 1)); // the end of the case, not of the result
  const file = new ResultsFile(path, conditions);
  expect(file.find(product(64))).toEqual(resultOf(64));
  expect(file.find(product(128))).toBeUndefined();
  file.append(resultOf(256));
  expect(new ResultsFile(path, conditions).find(product(256))).toEqual(resultOf(256));
});

test("results under other conditions are refused and left alone", () => {
  new ResultsFile(path, conditions).append(resultOf(64));
  const before = readFileSync(path, "utf8");
  expect(() => new ResultsFile(path, { ...conditions, unroll: "b" })).toThrow("other conditions");
  expect(readFileSync(path, "utf8")).toBe(before);
  writeFileSync(path, "a letter to a friend\n");
  expect(() => new ResultsFile(path, conditions)).toThrow("something else");
});
