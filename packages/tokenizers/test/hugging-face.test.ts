import { Tokenizer as HuggingFace } from "@huggingface/tokenizers";
import { describe, expect, test } from "vitest";
import { Tokenizer } from "../src/index.ts";
import { lines } from "./lines.ts";
import { allFiles } from "./tokenizer-files.ts";

const text: string[] = [
  ...lines(1000, 2, ["latin", "cyrillic", "devanagari", "han"]),
  ...lines(200, 3, ["greek", "arabic", "signs"]),
  "",
  " ",
  "a <pad> b<pad>",
  "<|end|> <unk>[SEP]<s>",
];
// The rest of what their library asks for stands in a second file.
const config = { clean_up_tokenization_spaces: false, unk_token: "<unk>" };

describe("ids and text are those of Hugging Face's library", () => {
  test.each(Object.entries(allFiles()))("%s", (_, json) => {
    const theirs = new HuggingFace(json, config);
    const ours = Tokenizer.fromJSON(json);
    const again = Tokenizer.fromJSON(JSON.parse(JSON.stringify(ours)));
    const differences: string[] = [];
    for (const line of text) {
      const { ids, tokens } = theirs.encode(line);
      const encoding = ours.encode(line);
      if (ids.join() !== encoding.ids.join()) {
        differences.push(`${JSON.stringify(line)}: ${tokens.join("|")} here ${encoding.tokens.join("|")}`);
      }
      if (ids.length > 0 && ours.decode(ids) !== theirs.decode(ids)) {
        differences.push(`${JSON.stringify(theirs.decode(ids))} here ${JSON.stringify(ours.decode(ids))}`);
      }
    }
    expect(differences).toEqual([]);
    for (const line of text.slice(-30)) {
      const { ids } = theirs.encode(line);
      expect(Array.from(again.encode(line).ids)).toEqual(ids);
      if (ids.length === 0) continue;
      expect(ours.decode(ids, { skipSpecialTokens: true })).toBe(theirs.decode(ids, { skip_special_tokens: true }));
    }
  });

  test("of two texts", () => {
    const json = allFiles()["BERT, lower case"];
    const theirs = new HuggingFace(json!, config).encode("The café", {
      text_pair: "раму 2024",
      return_token_type_ids: true,
    });
    const ours = Tokenizer.fromJSON(json).encode("The café", { pair: "раму 2024" });
    expect(Array.from(ours.ids)).toEqual(theirs.ids);
    expect(Array.from(ours.typeIds)).toEqual(theirs.token_type_ids);
    expect(ours.wordIds[0]).toBe(-1);
    expect(ours.specialTokensMask[0]).toBe(1);
  });
});
