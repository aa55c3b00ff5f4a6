import type { Rng } from "@unroll/random";
import { pick } from "../synthetic/settings.ts";
import type { Adjective } from "./adjectives.ts";
import { type Agreement, type Determiner, type DeterminerKind, determinersOf, type NounNumber } from "./determiners.ts";
import { adjectivesWith, haveOneOf, nounsWith } from "./lexicon.ts";
import type { Noun } from "./nouns.ts";
import { type EnglishWord, english, type FrenchWord, french, type Phrase } from "./words.ts";

/** A phrase around a noun, and what must agree with it. */
export interface NounPhrase extends Phrase {
  readonly noun: Noun;
  readonly feminine: boolean;
  readonly plural: boolean;
}

/** What a noun phrase must be; the rest is drawn. */
export interface NounPhraseOptions {
  /** Traits of which the noun has one. */
  traits: string;
  /** The kinds of determiners; a kind said twice is twice as likely. */
  determiners: readonly DeterminerKind[];
  /** How many adjectives; a number said twice is twice as likely. Default: 0, 0, 1, 1 or 2. */
  adjectives?: readonly number[];
  /** Singular or plural; one said twice is twice as likely. Mass nouns are neither. Default: both. */
  numbers?: readonly ("singular" | "plural")[];
  /** Not this noun. */
  except?: Noun | undefined;
}

/** Draws a noun phrase: "the small green car", "la petite voiture verte". */
export function nounPhrase(rng: Rng, options: NounPhraseOptions): NounPhrase {
  const { traits, numbers = ["singular", "plural"], except } = options;
  const candidates = nounsWith(traits);
  let noun = pick(rng, candidates);
  while (noun === except && candidates.length > 1) noun = pick(rng, candidates);
  const number: NounNumber = haveOneOf(noun[5], "mass") ? "mass" : pick(rng, numbers);
  const chosen = chooseAdjectives(rng, noun, pick(rng, options.adjectives ?? [0, 0, 1, 1, 2]));
  const feminine = noun[4] === "f";
  const before = chosen.filter((each) => each.position === "before");
  const after = chosen.filter((each) => each.position === "after");
  const agreement: Agreement = { feminine, number, adjectiveFirst: before.length > 0 };
  const determiner = chooseDeterminer(rng, sensible(pick(rng, options.determiners), noun), agreement);

  const plural = number === "plural";
  const nounWords = english(plural ? noun[1] : noun[0]);
  return {
    noun,
    feminine,
    plural,
    english: [
      ...determiner.english,
      ...[...chosen].sort((a, b) => a.order - b.order).flatMap((each) => each.english),
      ...nounWords,
    ],
    french: [
      ...determiner.french,
      ...before.flatMap((each) => each.french(agreement)),
      french(plural ? noun[3] : noun[2], nounWords),
      ...after.flatMap((each) => each.french(agreement)),
    ],
  };
}

/** An adjective in a phrase, perhaps with "very" before it. */
export interface PlacedAdjective {
  readonly position: "before" | "after";
  readonly order: number;
  readonly english: readonly EnglishWord[];
  french(agreement: { feminine: boolean; number: NounNumber }): FrenchWord[];
}

/** The adjective as it agrees. Only before a noun it has a form for vowels. */
export function placeAdjective(adjective: Adjective, very: boolean): PlacedAdjective {
  const [text, forms, position, order] = adjective;
  const own = { text };
  const intensifier = very ? [{ text: "very" }] : [];
  const [masculine, feminineForm, masculinePlural, femininePlural, beforeVowel] = forms.split(" ") as string[];
  return {
    position,
    order,
    english: [...intensifier, own],
    french: ({ feminine, number }) => {
      const plural = number === "plural";
      const form = feminine ? (plural ? femininePlural! : feminineForm!) : plural ? masculinePlural! : masculine!;
      const special = position === "before" && !feminine && !plural ? beforeVowel : undefined;
      return [...intensifier.map((word) => french("très", [word])), french(form, [own], special)];
    },
  };
}

function chooseAdjectives(rng: Rng, noun: Noun, count: number): PlacedAdjective[] {
  const possible = adjectivesWith(noun);
  const chosen: Adjective[] = [];
  // Two stand on either side of the French noun and on different places of the English order: no order is left open.
  while (chosen.length < count) {
    const fitting = possible.filter(([, , position, order]) =>
      chosen.every((other) => other[2] !== position && other[3] !== order),
    );
    if (fitting.length === 0) break;
    chosen.push(pick(rng, fitting));
  }
  return chosen.map((each) =>
    placeAdjective(each, chosen.length === 1 && each[5] === "gradable" && rng.integer(8) === 0),
  );
}

function chooseDeterminer(rng: Rng, kind: DeterminerKind, agreement: Agreement): Determiner {
  const possible = determinersOf(kind).map((rule) => rule(agreement));
  return pick(
    rng,
    possible.filter((each) => each !== undefined),
  );
}

/** Nobody says "my river", "her women" or "this uncle". */
function sensible(kind: DeterminerKind, noun: Noun): DeterminerKind {
  if (kind === "possessive" && haveOneOf(noun[5], "nature place human")) return "definite";
  if (kind === "demonstrative" && noun[5] === "kin") return "possessive";
  return kind;
}
