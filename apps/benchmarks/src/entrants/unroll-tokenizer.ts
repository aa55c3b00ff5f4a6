import { Tokenizer } from "@unroll/tokenizers";
import type { TokenizerCase } from "../cases.ts";
import { idsOfLines, toText } from "../tokenizer-inputs.ts";
import { type Named, valuesOf } from "../values.ts";
import type { Prepared } from "./prepared.ts";

/** Unroll's tokenizers. */
export function prepareTokenizer({ fresh }: TokenizerCase, inputs: Named): Omit<Prepared, "facts"> {
  const json: unknown = JSON.parse(toText(valuesOf(inputs, "file")));
  const lines = toText(valuesOf(inputs, "text")).split("\n");
  const open = (): Tokenizer => Tokenizer.fromJSON(json);
  const opened = open();
  return {
    check: () => idsOfLines(lines, (line) => opened.encode(line).ids),
    step: () => {
      const tokenizer = fresh ? open() : opened;
      for (const line of lines) tokenizer.encode(line);
    },
  };
}
