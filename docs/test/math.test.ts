import MarkdownIt from "markdown-it";
import { expect, test } from "vitest";
import { addMath } from "../math.mjs";

const parser = new MarkdownIt();
addMath(parser);

test("a formula becomes MathML", () => {
  expect(parser.render("The state $h_t$ follows.")).toMatch(
    /The state .*<math.*<msub><mi>h<\/mi><mi>t<\/mi><\/msub>.* follows/,
  );
  expect(parser.render("$$\nh' = (1 - z) n + z h\n$$")).toMatch(/<math[^>]*display="block"/);
});

test("prices and code are left alone", () => {
  expect(parser.render("between $5 and $6, `$x$` and \\$y$")).not.toContain("<math");
});

test("code without a language is plain text", () => {
  expect(parser.render("```\nh of every layer\n```")).toContain("language-text");
  expect(parser.render("```ts\n1;\n```")).toContain("language-ts");
});

test("a formula that KaTeX does not know is an error", () => {
  expect(() => parser.render("$\\nosuchcommand$")).toThrow("nosuchcommand");
});
