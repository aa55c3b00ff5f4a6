import type { AddedToken } from "../added-tokens.ts";
import { describe } from "../describe.ts";

/** @throws RangeError if a special token is empty or comes twice. */
export function checkSpecialTokens(caller: string, tokens: readonly string[]): void {
  const seen = new Set<string>();
  tokens.forEach((token, i) => {
    if (typeof token !== "string" || token === "" || seen.size === seen.add(token).size) {
      throw new RangeError(
        `${caller}: specialTokens must be distinct and not empty; got ${describe(token)} at index ${i}.`,
      );
    }
  });
}

/** Special tokens as tokenizer.json lists them. */
export function specialTokensJSON(tokens: readonly string[], idOf: (token: string) => number): AddedToken[] {
  return tokens.map((content) => ({
    id: idOf(content),
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  }));
}
