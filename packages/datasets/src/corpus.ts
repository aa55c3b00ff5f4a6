import { CorpusError } from "./errors.ts";

/** A text and where it comes from. */
export interface Corpus {
  /** What to call it: a title or a file's name. */
  readonly name: string;
  /** The text; never empty. */
  readonly text: string;
  /** The licence of the text, undefined if nobody said. */
  readonly licence: string | undefined;
  /** Where it comes from: a package, a path or an address; undefined if nobody said. */
  readonly source: string | undefined;
}

/** A list of examples and where they come from. */
export interface ExampleCorpus<T> {
  /** What to call it. */
  readonly name: string;
  /** The examples, in the order of their source. */
  readonly examples: readonly T[];
  /** The licence of the examples. */
  readonly licence: string;
  /** Where they come from: a package, and who made them. */
  readonly source: string;
}

/** What is known about a text. */
export interface TextCorpusOptions {
  /** What to call it. Default: "text". */
  name?: string;
  /** Its licence. Default: unknown. */
  licence?: string;
  /** Where it comes from. Default: unknown. */
  source?: string;
}

/**
 * A corpus of a text that you have.
 *
 * @param text - The text, taken as it is.
 * @param options - See {@link TextCorpusOptions}.
 * @throws CorpusError ("empty") if the text has no characters.
 *
 * @example
 * ```ts
 * import { textCorpus } from "@unroll/datasets";
 *
 * const corpus = textCorpus("to be or not to be", { name: "Hamlet", licence: "public domain" });
 * corpus.name; // => "Hamlet"
 * corpus.text.length; // => 18
 * ```
 */
export function textCorpus(text: string, options: TextCorpusOptions = {}): Corpus {
  const { name = "text", licence, source } = options;
  if (text === "") {
    throw new CorpusError(`textCorpus: the text of "${name}" must have characters; got an empty text.`, {
      problem: "empty",
      corpus: name,
    });
  }
  return { name, text, licence, source };
}
