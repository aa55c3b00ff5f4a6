import { Rng } from "@unroll/random";
import { checkIntegers } from "../synthetic/settings.ts";
import {
  coordination,
  objectRelativePhrase,
  ownedPhrase,
  partPhrase,
  placedPhrase,
  subjectRelativePhrase,
} from "./attributes.ts";
import { nounPhrase } from "./noun-phrase.ts";
import { actionSentence, existenceSentence, placeSentence, stateSentence } from "./sentence.ts";
import { englishLine, englishTexts, frenchLine, frenchWords, type Phrase } from "./words.ts";

/** An English phrase and its French translation, with their word alignment. */
export interface PhrasePair {
  /** Whether it has a verb of its own. */
  readonly kind: PhraseKind;
  readonly english: string;
  readonly french: string;
  /** The words of the English text: 's is one. */
  readonly englishWords: readonly string[];
  /** The words of the French text: l' is one. */
  readonly frenchWords: readonly string[];
  /** For each French word the places of the English words that it renders, ascending; none if it renders no word. */
  readonly alignment: readonly (readonly number[])[];
}

/** What {@link phrasePairs} yields: "the green car" is a phrase, "the car is green" a sentence. */
export type PhraseKind = "phrase" | "sentence";

/** What {@link phrasePairs} draws. */
export interface PhrasePairsOptions {
  /** How many distinct pairs, at most 1,000,000. Default: 100,000. */
  count?: number;
  /** The same seed gives the same pairs, everywhere; a longer run begins with the shorter one. Default: 0. */
  seed?: number | bigint;
  /** Only phrases or only sentences. Default: both, half and half. */
  kind?: PhraseKind;
}

const phrases: readonly ((rng: Rng) => Phrase)[] = [
  simplePhrase,
  simplePhrase,
  simplePhrase,
  simplePhrase,
  coordination,
  ownedPhrase,
  partPhrase,
  placedPhrase,
  objectRelativePhrase,
  subjectRelativePhrase,
];

const sentences: readonly ((rng: Rng) => Phrase)[] = [
  actionSentence,
  actionSentence,
  actionSentence,
  actionSentence,
  stateSentence,
  stateSentence,
  placeSentence,
  existenceSentence,
];

/**
 * English phrases and sentences with their French translations and word alignments, made by a grammar: agreement in gender and
 * number, the place of adjectives (those of beauty, age, goodness and size before the noun), articles, elision, contraction and
 * negation are those of French.
 *
 * No two pairs have the same English text, and each English text has one translation: "you" is vous, "they" are ils. Texts are in
 * lower case (but I, French, ...), without punctuation at the end. The French text may be that of another pair: "his car" and
 * "her car" are both "sa voiture".
 *
 * The grammar and its words are our own; the alignment table of "the green car" is that of a lecture on attention after
 * Bahdanau, Cho and Bengio, "Neural Machine Translation by Jointly Learning to Align and Translate", arXiv:1409.0473 (2014).
 *
 * @param options - See {@link PhrasePairsOptions}.
 * @throws RangeError if `count` is no integer from 0 to 1,000,000, or if so many distinct pairs do not exist.
 *
 * @example
 * ```ts
 * import { phrasePairs } from "@unroll/datasets/generated";
 *
 * const [, pair] = [...phrasePairs({ count: 2, kind: "phrase", seed: 1 })];
 * pair!.english; // => "these comfortable armchairs"
 * pair!.french; // => "ces fauteuils confortables"
 * pair!.alignment; // => [[0], [2], [1]]
 * ```
 */
export function* phrasePairs(options: PhrasePairsOptions = {}): Generator<PhrasePair, void, undefined> {
  const { count = 100_000, seed = 0, kind } = options;
  checkIntegers("phrasePairs", { count }, 0, 1_000_000);
  const rng = new Rng(seed).split("phrasePairs");
  const seen = new Set<string>();
  let repeated = 0;
  while (seen.size < count) {
    const drawn: PhraseKind = kind ?? (rng.integer(2) === 0 ? "phrase" : "sentence");
    const grammar = drawn === "phrase" ? phrases : sentences;
    const pair = writePair(drawn, grammar[rng.integer(grammar.length)]!(rng));
    if (seen.has(pair.english)) {
      if (++repeated > 10_000)
        throw new RangeError(`phrasePairs: count must be at most the pairs there are; got ${count}.`);
      continue;
    }
    repeated = 0;
    seen.add(pair.english);
    yield pair;
  }
}

const anyNoun =
  "human role kin child animal vehicle building place room nature furniture container object part text clothing food mass";

/** "The green car". */
function simplePhrase(rng: Rng): Phrase {
  return nounPhrase(rng, {
    traits: anyNoun,
    determiners: ["definite", "definite", "indefinite", "indefinite", "possessive", "demonstrative", "quantity"],
    adjectives: [0, 1, 1, 1, 2, 2],
  });
}

function writePair(kind: PhraseKind, phrase: Phrase): PhrasePair {
  const places = new Map(phrase.english.map((word, i) => [word, i]));
  const written = frenchWords(phrase.french);
  const englishWords = englishTexts(phrase.english);
  const texts = written.map(({ text }) => text);
  return {
    kind,
    english: englishLine(englishWords),
    french: frenchLine(texts),
    englishWords,
    frenchWords: texts,
    alignment: written.map(({ of }) => [...new Set(of.map((word) => places.get(word)!))].sort((a, b) => a - b)),
  };
}
