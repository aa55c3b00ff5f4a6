import { expect, test } from "vitest";
import { matches, rewriteClaims } from "./claims.ts";
import { examplesIn } from "./extract.ts";

test.each<[unknown, string]>([
  [3, "3"],
  [Math.fround(0.1), "0.1"],
  [Math.log(2), "0.693"],
  [1.25e-5, "1.3e-5"],
  [-2, "-2"],
  [Number.NaN, "NaN"],
  [Number.NEGATIVE_INFINITY, "-Infinity"],
  [undefined, "undefined"],
  ["text", '"text"'],
  ["text", "text"],
  [new Float32Array([0.1, 2]), "[0.1, 2]"],
  [[[1], ["a"]], '[[1], ["a"]]'],
  [{ loss: 0.12345, shape: new Int32Array([2]) }, "{ loss: 0.123, shape: [2] }"],
  [{ toString: () => "Tensor [2, 3]" }, "Tensor [2, 3]"],
])("%j is what the claim %s says", (value, claim) => {
  expect(matches(value, claim)).toBe(true);
});

test.each<[unknown, string]>([
  [4, "3"],
  [3.2, "3"],
  [0.694, "0.693"],
  [3, '"3"'],
  [[1, 2], "[1]"],
  [[1], "[1, 2]"],
  [{ a: 1, b: 2 }, "{ a: 1 }"],
  [{ a: 1 }, "{ a: 1, b: 2 }"],
  [null, "undefined"],
  [0, ""],
  ["", ""],
])("%j is not what the claim %s says", (value, claim) => {
  expect(matches(value, claim)).toBe(false);
});

test("a claim checks the expression that ends on its line, and lines keep their numbers", () => {
  const code = 'f(\n  1,\n); // => 2\nconst x = g(); // => 3\nboom(); // throws RangeError: "no"';
  expect(rewriteClaims(code, "x.md").split("\n")).toEqual([
    "__unroll_example.equals((f(",
    "  1,",
    ')), "2", 3); // => 2',
    'const x = __unroll_example.equals((g()), "3", 4); // => 3',
    'await __unroll_example.throws(async () => (boom()), "RangeError: \\"no\\"", 5); // throws RangeError: "no"',
  ]);
});

test("a claim that checks nothing is an error", () => {
  expect(() => rewriteClaims("if (x) {\n} // => 2", "x.md")).toThrow("x.md:2: this claim stands behind no expression");
});

test("blocks are found in Markdown and in doc comments, with their lines", () => {
  const fence = "```";
  expect(examplesIn("a.md", `# A\n${fence}ts\n1;\n${fence}\n${fence}sh\nls\n${fence}\n`)).toEqual([
    { file: "a.md", line: 3, code: "\n\n1;" },
  ]);
  const source = `const s = "${fence}ts";\n/**\n * A.\n * ${fence}ts\n * 1;\n *\n *   2;\n * ${fence}\n */\nexport const a = 1;\n`;
  expect(examplesIn("a.ts", source)).toEqual([{ file: "a.ts", line: 5, code: "\n\n\n\n1;\n\n  2;" }]);
});

test("a block that is not run says why", () => {
  const fence = "```";
  expect(examplesIn("a.md", `${fence}ts no-run: needs a browser\n1;\n${fence}`)).toEqual([]);
  expect(() => examplesIn("a.md", `${fence}ts no-run\n1;\n${fence}`)).toThrow("a.md:1: say why");
});
