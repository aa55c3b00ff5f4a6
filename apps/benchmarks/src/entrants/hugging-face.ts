import { loadPeer } from "../../peers/load.ts";
import { idsOfLines, toText } from "../tokenizer-inputs.ts";
import { valuesOf } from "../values.ts";
import { versionOf } from "./peer-version.ts";
import type { Prepare } from "./prepared.ts";

// What is used of @huggingface/tokenizers; its types are not there when this file is checked.
interface HuggingFace {
  readonly Tokenizer: new (json: object, config: object) => { encode(text: string): { ids: number[] } };
}

// What its library asks for beside the file.
const config = { clean_up_tokenization_spaces: false, unk_token: "<unk>" };

/** @huggingface/tokenizers. */
export const prepare: Prepare = async ({ case: each }, inputs) => {
  if (each.kind !== "tokenizer") throw new RangeError("@huggingface/tokenizers has tokenizers alone");
  const { Tokenizer } = (await loadPeer("@huggingface/tokenizers")) as HuggingFace;
  const json = JSON.parse(toText(valuesOf(inputs, "file"))) as object;
  const lines = toText(valuesOf(inputs, "text")).split("\n");
  const opened = new Tokenizer(json, config);
  return {
    facts: { version: versionOf("@huggingface/tokenizers"), runs: "JavaScript" },
    check: () => idsOfLines(lines, (line) => opened.encode(line).ids),
    step: () => {
      const tokenizer = each.fresh ? new Tokenizer(json, config) : opened;
      for (const line of lines) tokenizer.encode(line);
    },
  };
};
