import { expect, test } from "vitest";
import { hrefOf, parseRoute } from "../src/route.ts";

test.each([
  ["", { chapter: "", section: null }],
  ["#/", { chapter: "", section: null }],
  ["#/language-models", { chapter: "language-models", section: null }],
  ["#/language-models/", { chapter: "language-models", section: null }],
  ["#/language-models/numbers", { chapter: "language-models", section: "numbers" }],
])("%j leads to %j", (hash, route) => {
  expect(parseRoute(hash)).toEqual(route);
});

test("addresses lead where they say", () => {
  expect(parseRoute(hrefOf("tagging"))).toEqual({ chapter: "tagging", section: null });
  expect(parseRoute(hrefOf("tagging", "numbers"))).toEqual({ chapter: "tagging", section: "numbers" });
});
