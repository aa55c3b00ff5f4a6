import { expect, test } from "vitest";
import { manifestProblems } from "./manifests.ts";
import { rules } from "./rules.ts";

/** The names of the rules that a file breaks, with the lines. */
function broken(path: string, text: string): string[] {
  return rules
    .filter((rule) => rule.appliesTo(path))
    .flatMap((rule) => rule.problems(text, path).map(({ line }) => `${rule.name}:${line}`));
}

test.each([
  ["Math.random()", "seeded randomness:1"],
  ["const { random } = Math;", "exact arithmetic:1"],
  ["Math.exp(1)", "exact arithmetic:1"],
  ["\nMath?.tanh(1)", "exact arithmetic:2"],
  ["globalThis.Math.cos(1)", "exact arithmetic:1"],
  ['Math["log"](1)', "exact arithmetic:1"],
  ["const M = Math;", "exact arithmetic:1"],
  ["x ** 2", "exact arithmetic:1"],
  ["x **= 2", "exact arithmetic:1"],
  ["// @ts-" + "ignore", "no silenced types:1"],
  ["1;\n".repeat(501), "no long files:501"],
  ['fetch("https://registry.' + 'npmjs.org/x")', "no registry hosts:1"],
  ['open("/ro' + 'ot/.cache/x")', "no machine paths:1"],
  ["see /ho" + "me/ada/x", "no machine paths:1"],
])("a numeric source may not hold %j", (text, rule) => {
  expect(broken("packages/tensor/src/shape.ts", text)).toContain(rule);
});

test.each([
  "Math.sqrt(2) + Math.imul(2, 3) + Math.PI",
  "// Math.exp",
  '"Math.exp(x) ** 2"',
  "2n ** 64n",
  "/usr/bin/chromium",
])("a numeric source may hold %j", (text) => {
  expect(broken("packages/tensor/src/shape.ts", text)).toEqual([]);
});

test("other packages may use Math, but not Math.random", () => {
  expect(broken("packages/cli/src/plot.ts", "Math.exp(1) ** 2")).toEqual([]);
  expect(broken("apps/playground/src/plot.ts", "Math.random()")).toEqual(["seeded randomness:1"]);
});

test.each(["utils.ts", "helper.ts", "BeamSearch.ts", "beam_search.ts"])(
  "a source file may not be called %s",
  (name) => {
    expect(broken(`packages/nn/src/${name}`, "")).toEqual(["names of files:1"]);
  },
);

test("a manifest must say what every other one says", () => {
  const files = new Set(["packages/nn/README.md", "packages/nn/LICENSE", "packages/nn/src/index.ts"]);
  const scripts = Object.fromEntries(
    ["build", "typecheck", "test", "test:browser", "pack", "check"].map((name) => [name, "x"]),
  );
  const entry = { types: "./dist/index.d.ts", default: "./dist/index.js" };
  const good = {
    name: "@unroll/nn",
    description: "Layers",
    license: "MIT",
    type: "module",
    sideEffects: false,
    engines: { node: ">=20" },
    exports: { ".": { "@unroll/source": "./src/index.ts", ...entry } },
    publishConfig: { access: "public", exports: { ".": entry } },
    dependencies: { "@unroll/tensor": "workspace:^" },
    scripts,
  };
  const problems = (changes: object): string[] =>
    manifestProblems({ ...good, ...changes }, "nn", files).map(({ message }) => message);
  expect(problems({})).toEqual([]);
  expect(problems({ sideEffects: true })).toEqual(["sideEffects must be false"]);
  expect(problems({ dependencies: { lodash: "4" } })).toEqual([
    "@unroll/nn depends on nothing outside the house; found lodash",
  ]);
  expect(problems({ publishConfig: { access: "public" } })).toEqual([
    "publishConfig.exports must be exports without @unroll/source",
  ]);
});
