// Tokens beside the model's, which are looked for in the text before anything else is done to it.

import { AlignedText } from "./aligned-text.ts";
import { checkId, type JsonFields, refuse } from "./json-fields.ts";
import type { Model } from "./models/model.ts";
import { TOO_LONG, Trie } from "./models/trie.ts";
import type { Normalizer } from "./normalizers/normalizer.ts";

/** A token beside the model's, as tokenizer.json has it. */
export interface AddedToken {
  id: number;
  /** The token; the text that is looked for. */
  content: string;
  /** Only where no letter, digit or underscore stands beside it. Default: false. */
  single_word?: boolean;
  /** Takes the whitespace before it along. Default: false. */
  lstrip?: boolean;
  /** Takes the whitespace behind it along. Default: false. */
  rstrip?: boolean;
  /** Looked for in the normalized text, not in the original. Default: not if it is special. */
  normalized?: boolean;
  /** Left out by `decode` with `skipSpecialTokens`. Default: false. */
  special?: boolean;
}

type CompleteToken = Required<AddedToken>;

/** A stretch of text, or the added token that it is. */
export interface Section {
  readonly text: AlignedText;
  readonly token: CompleteToken | undefined;
}

export function readAddedTokens(root: JsonFields, model: Model): CompleteToken[] {
  if (root.value("added_tokens") === undefined) return [];
  const path = root.at("added_tokens");
  return root.entries("added_tokens").map((entry, i) => {
    const fields = root.entry(entry, `${path}[${i}]`);
    const special = fields.boolean("special", false);
    const content = fields.string("content");
    const id = checkId(fields.value("id"), fields.at("id"));
    if (content === "") throw refuse(fields.at("content"), "must not be empty", content);
    const other = model.table.tokenOf(id);
    if (other !== undefined && other !== content) throw refuse(fields.at("id"), `must not be that of ${other}`, id);
    const known = model.table.idOf(content);
    if (known !== undefined && known !== id) throw refuse(fields.at("id"), `must be ${known}, as in the model`, id);
    model.table.add(content, id);
    return {
      id,
      content,
      special,
      single_word: fields.boolean("single_word", false),
      lstrip: fields.boolean("lstrip", false),
      rstrip: fields.boolean("rstrip", false),
      normalized: fields.boolean("normalized", !special),
    };
  });
}

/** Finds added tokens in a text. */
export class AddedTokenFinder {
  readonly #tokens: readonly CompleteToken[];
  readonly #trie: Trie = new Trie();

  /** Those among `tokens` that are looked for in normalized text, or those that are not. */
  constructor(tokens: readonly CompleteToken[], normalizer: Normalizer | undefined, normalized: boolean) {
    this.#tokens = tokens;
    tokens.forEach((token, i) => {
      if ((token.normalized && normalizer !== undefined) !== normalized) return;
      const content =
        normalizer !== undefined && normalized ? normalizer(AlignedText.of(token.content, 0)).text : token.content;
      if (content !== "" && !this.#trie.add(content, i)) throw refuse("added_tokens", TOO_LONG, content);
    });
  }

  /** The text cut at the tokens: at each place the longest. */
  sections(text: AlignedText): Section[] {
    const string = text.text;
    const found: { token: CompleteToken; from: number; to: number }[] = [];
    for (let i = 0; i < string.length; ) {
      let best: { token: CompleteToken; from: number; to: number } | undefined;
      this.#trie.prefixes(string, i, (to, index) => {
        const token = this.#tokens[index]!;
        if (!token.single_word || isAlone(string, i, to)) best = { token, from: i, to };
      });
      if (best === undefined) i++;
      else {
        found.push(best);
        i = best.to;
      }
    }
    if (found.length === 0) return [{ text, token: undefined }];
    const sections: Section[] = [];
    let done = 0;
    let trimStart = false;
    const plain = (to: number, trimEnd: boolean): void => {
      let from = done;
      let end = to;
      if (trimStart) from = to - string.slice(from, to).trimStart().length;
      if (trimEnd) end = from + string.slice(from, end).trimEnd().length;
      if (from < end) sections.push({ text: text.slice(from, end), token: undefined });
    };
    for (const { token, from, to } of found) {
      plain(from, token.lstrip);
      sections.push({ text: text.slice(from, to), token });
      done = to;
      trimStart = token.rstrip;
    }
    plain(string.length, false);
    return sections;
  }
}

function isAlone(text: string, from: number, to: number): boolean {
  const word = /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}]/u;
  const before = from === 0 ? "" : text.slice(Math.max(0, from - 2), from);
  const last = [...before].at(-1) ?? "";
  return !word.test(last) && !word.test(String.fromCodePoint(text.codePointAt(to) ?? 0x20));
}
