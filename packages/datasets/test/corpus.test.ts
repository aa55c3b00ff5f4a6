import { expect, test } from "vitest";
import { textCorpus } from "../src/index.ts";

test("textCorpus keeps the text as it is, and what is known about it", () => {
  expect(textCorpus("a\r\nb")).toEqual({ name: "text", text: "a\r\nb", licence: undefined, source: undefined });
  const about = { name: "n", licence: "MIT", source: "s" };
  expect(textCorpus("a", about)).toEqual({ ...about, text: "a" });
  expect(() => textCorpus("", { name: "n" })).toThrow(
    'textCorpus: the text of "n" must have characters; got an empty text.',
  );
});
