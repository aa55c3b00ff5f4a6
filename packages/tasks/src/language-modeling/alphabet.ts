import type { LanguageModel } from "./model.ts";

/**
 * The ids of the tokens that are written with some characters only.
 *
 * @param caller stands in errors.
 * @param alphabet the characters, in any order.
 * @throws RangeError when no token is.
 */
export function idsWithin(caller: string, model: LanguageModel, alphabet: string): number[] {
  const characters = new Set(alphabet);
  const ids: number[] = [];
  for (let id = 0; id < model.vocabSize; id++) {
    const text = textOf(model, id);
    if (text !== "" && [...text].every((character) => characters.has(character))) ids.push(id);
  }
  if (ids.length > 0) return ids;
  throw new RangeError(
    `${caller}: alphabet must have the characters of at least one token of the vocabulary; got ${JSON.stringify(alphabet)}`,
  );
}

/** The text of a token by itself, "" where the vocabulary has a hole. */
export function textOf(model: LanguageModel, id: number): string {
  try {
    return model.decode([id]);
  } catch (error) {
    if (error instanceof RangeError) return "";
    throw error;
  }
}
