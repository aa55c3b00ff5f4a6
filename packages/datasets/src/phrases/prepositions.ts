import type { Rng } from "@unroll/random";
import { pick } from "../synthetic/settings.ts";
import type { DeterminerKind } from "./determiners.ts";
import { haveOneOf } from "./lexicon.ts";
import { nounPhrase } from "./noun-phrase.ts";
import { de, type EnglishWord, english, type FrenchWord, french, type Phrase } from "./words.ts";

interface Preposition {
  readonly english: string;
  readonly french: (of: readonly EnglishWord[]) => FrenchWord[];
  /** The traits of what is there: small things, or anything that moves. */
  readonly what: string;
  /** The traits of where that can be. */
  readonly where: string;
  /** One thing can be near several, but not on them. */
  readonly numbers: readonly ("singular" | "plural")[];
}

const small = "object text clothing";
const movable = "human role kin child animal vehicle";
const landmarks = "building landmark";
const screens = "building tree";
const one = ["singular"] as const;
const oneOrMore = ["singular", "singular", "singular", "plural"] as const;

const prepositions: readonly Preposition[] = [
  { english: "on", french: (of) => [french("sur", of)], what: small, where: "surface", numbers: one },
  { english: "under", french: (of) => [french("sous", of)], what: `${small} animal`, where: "surface", numbers: one },
  { english: "in", french: (of) => [french("dans", of)], what: small, where: "store", numbers: one },
  {
    english: "in",
    french: (of) => [french("dans", of)],
    what: "human role kin child animal",
    where: "room home",
    numbers: one,
  },
  { english: "behind", french: (of) => [french("derrière", of)], what: movable, where: screens, numbers: oneOrMore },
  { english: "in front of", french: (of) => [french("devant", of)], what: movable, where: screens, numbers: oneOrMore },
  {
    english: "near",
    french: (of) => [french("près", of), de(of)],
    what: movable,
    where: landmarks,
    numbers: oneOrMore,
  },
  {
    english: "next to",
    french: (of) => [french("à", of), french("côté", of), de(of)],
    what: movable,
    where: landmarks,
    numbers: oneOrMore,
  },
];

const known: readonly DeterminerKind[] = ["definite", "definite", "definite", "possessive", "demonstrative"];

/** Draws where something with these traits may be: "next to the museum", "à côté du musée". */
export function location(rng: Rng, traits: string): Phrase {
  const preposition = pick(
    rng,
    prepositions.filter((each) => haveOneOf(each.what, traits)),
  );
  const words = english(preposition.english);
  const place = nounPhrase(rng, {
    traits: preposition.where,
    determiners: known,
    adjectives: [0, 0, 0, 1],
    numbers: preposition.numbers,
  });
  return { english: [...words, ...place.english], french: [...preposition.french(words), ...place.french] };
}
