import { expect, test } from "vitest";
import { typeset } from "../src/language-models/typesetting.ts";

/** The paragraphs as plain text, what was given in brackets. */
function set(prompt: string, text: string): string[] {
  return typeset(prompt, text).map(({ given, written }) => (given === "" ? written : `[${given}]${written}`));
}

test("broken lines are joined, blank lines part paragraphs", () => {
  expect(set("", "the sea\nrolled  on.\n\n\nThe ship\r\n \r\nsank")).toEqual([
    "the sea rolled on.",
    "The ship",
    "sank",
  ]);
});

test("the prompt is told from what follows it", () => {
  expect(set("Call me", " Ishmael.\n\nSome")).toEqual(["[Call me] Ishmael.", "Some"]);
  expect(set("  The whale ", "swam")).toEqual(["[The whale ]swam"]);
  expect(set("The whale", "\n\nswam")).toEqual(["[The whale]", "swam"]);
  expect(set("The whale ", "\n\nswam")).toEqual(["[The whale]", "swam"]);
});

test("a prompt of several paragraphs is shown as written", () => {
  expect(set("One.\n\nTwo", " three")).toEqual(["One.", "Two three"]);
});

test("quotes and dashes are the printer's", () => {
  expect(set("", `"Don't," said he--"it's the 'whale'." ("Aye")`)).toEqual([
    "“Don’t,” said he—“it’s the ‘whale’.” (“Aye”)",
  ]);
});

test("nothing gives no paragraphs", () => {
  expect(set("", "")).toEqual([]);
  expect(set("", " \n\n ")).toEqual([]);
});
