import type { CorpusFormat, ExampleKind, TextUnit } from "@unroll/datasets";

/** What `unroll data` was told; what was not is guessed. */
export interface DataOptions {
  readonly format?: CorpusFormat;
  readonly as?: keyof typeof kinds;
  readonly columns?: readonly (number | string)[];
  readonly unit: TextUnit;
  readonly top: number;
}

/** What `--as` says, in one word each. */
export const kinds: Readonly<Record<"texts" | "labelled" | "pairs" | "tagged", ExampleKind>> = {
  texts: "texts",
  labelled: "labelled texts",
  pairs: "pairs",
  tagged: "tagged sentences",
};
