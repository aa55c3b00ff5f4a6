import { dataFolder, readData } from "../data.ts";
import type { Print } from "../print.ts";
import { compare } from "./agreement.ts";
import { checkpoint, expected } from "./files.ts";
import { GraphemeToPhoneme } from "./model.ts";
import { normalize } from "./symbols.ts";

/** What was asked for. */
export interface G2pOptions {
  readonly check?: boolean;
  readonly data?: string;
}

/** Says words, and compares the model with its origin. Gives the exit code. */
export function run(words: readonly string[], options: G2pOptions, print: Print): number {
  const folder = dataFolder(options.data);
  using model = new GraphemeToPhoneme();
  model.load(readData(checkpoint, folder));
  for (const word of words) print(`${word}\t${model.pronounce(normalize(word)).phonemes.join(" ")}`);
  if (!options.check) return 0;
  const { words: total, different, withNumbers, hidden, logits } = compare(model, readData(expected, folder));
  print(`${total - different.length} of ${total} words have the origin's phonemes`);
  if (different.length > 0) print(`others: ${different.join(", ")}`);
  print(
    `the largest differences over ${withNumbers} words: ${hidden.toExponential(1)} in the encoder's last state, ${logits.toExponential(1)} in the first logits`,
  );
  return different.length === 0 ? 0 : 1;
}
