import { type Adjective, adjectives } from "./adjectives.ts";
import { type Noun, nouns } from "./nouns.ts";
import { type Verb, verbs } from "./verbs.ts";

// Asked for at every word, always for the same few lists of traits: what was found is kept.
let found: Map<string, unknown[]> | undefined;

function kept<T>(key: string, find: () => T[]): T[] {
  found ??= new Map();
  let list = found.get(key) as T[] | undefined;
  if (list === undefined) {
    list = find();
    found.set(key, list);
  }
  return list;
}

/** The nouns that have one of the traits. */
export function nounsWith(traits: string): readonly Noun[] {
  return kept(`nouns ${traits}`, () => nouns.filter((noun) => haveOneOf(noun[5], traits)));
}

/** The adjectives that go with a noun. */
export function adjectivesWith(noun: Noun): readonly Adjective[] {
  return kept(`adjectives ${noun[5]}`, () => adjectives.filter((each) => haveOneOf(noun[5], each[4])));
}

/** The adjectives that can be said with "is". */
export function predicativeAdjectives(): readonly Adjective[] {
  return kept("predicative", () => adjectives.filter((each) => each[5] !== "not after is"));
}

/** The verbs without a preposition in French; of them only those with an object if `transitive`. */
export function directVerbs(transitive: boolean): readonly Verb[] {
  return kept(`verbs ${transitive}`, () =>
    verbs.filter(([, , , , objects, preposition]) => preposition === undefined && !(transitive && objects === "")),
  );
}

/** Whether two lists of traits have one in common. */
export function haveOneOf(list: string, traits: string): boolean {
  const wanted = traits.split(" ");
  return list.split(" ").some((trait) => wanted.includes(trait));
}
