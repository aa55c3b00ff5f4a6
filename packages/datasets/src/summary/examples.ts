import type { LabelledText } from "../labelled-text.ts";
import type { TaggedSentence } from "../tagged-sentence.ts";
import type { TextPair } from "../text-pair.ts";

/** What a corpus can be made of: a text, a text with its class, a pair of texts, or a sentence with its tags. */
export type CorpusExample = string | LabelledText | TextPair | TaggedSentence;

/** What the examples of a corpus are. */
export type ExampleKind = "texts" | "labelled texts" | "pairs" | "tagged sentences";

/** What a length is counted in: words between white space, or characters (code points). */
export type TextUnit = "words" | "characters";

/** What {@link ExampleKind} an example is; undefined if it is none. */
export function kindOf(example: CorpusExample): ExampleKind | undefined {
  if (typeof example === "string") return "texts";
  if (typeof example !== "object" || example === null) return undefined;
  if ("label" in example) return "labelled texts";
  if ("source" in example) return "pairs";
  return "words" in example ? "tagged sentences" : undefined;
}

/** The names of the texts of an example, in the order of {@link textsOf}. */
export const fieldNames: Readonly<Record<ExampleKind, readonly string[]>> = {
  texts: ["text"],
  "labelled texts": ["text"],
  pairs: ["source", "target"],
  "tagged sentences": ["words"],
};

/** The texts of an example; the first is its input. The words of a tagged sentence are words whatever they hold. */
export function textsOf(example: CorpusExample): readonly (string | readonly string[])[] {
  if (typeof example === "string") return [example];
  if ("label" in example) return [example.text];
  return "source" in example ? [example.source, example.target] : [example.words];
}

/** The labels of an example: one, one for each word, or none. */
export function labelsOf(example: CorpusExample): readonly string[] {
  if (typeof example === "string" || "source" in example) return [];
  return "label" in example ? [example.label] : example.tags;
}

/** The words or characters of a text, one after the other: a text may be longer than a list should be. */
export function* unitsOf(text: string | readonly string[], unit: TextUnit): Generator<string, void, undefined> {
  if (typeof text !== "string") {
    for (const word of text) {
      if (unit === "words") yield word;
      else yield* word;
    }
  } else if (unit === "characters") yield* text;
  else for (const [word] of text.matchAll(/\S+/g)) yield word;
}
