import type { Rng } from "@unroll/random";
import { pick } from "../synthetic/settings.ts";
import type { DeterminerKind } from "./determiners.ts";
import { haveOneOf, predicativeAdjectives } from "./lexicon.ts";
import { type NounPhrase, nounPhrase, placeAdjective } from "./noun-phrase.ts";
import type { Noun } from "./nouns.ts";
import { location } from "./prepositions.ts";
import { type Verb, verbs } from "./verbs.ts";
import { de, type EnglishWord, english, type FrenchWord, french, type Phrase } from "./words.ts";

/** Who does something, and the form of the verb that goes with it. */
export interface Subject extends Phrase {
  /** The place of the form among je, il, nous, vous, ils. */
  readonly person: 0 | 1 | 2 | 3 | 4;
  readonly feminine: boolean;
  /** The noun in it, if it is no pronoun. */
  readonly noun?: Noun;
}

const people = "human role kin child";
/** Those of whom the listener knows which: one can say of them what they are or do not do. */
const known: readonly DeterminerKind[] = [
  "definite",
  "definite",
  "definite",
  "possessive",
  "possessive",
  "demonstrative",
];
const anyone: readonly DeterminerKind[] = [...known, "indefinite", "quantity"];
const anything: readonly DeterminerKind[] = [...known, "indefinite", "indefinite", "indefinite", "quantity"];

/** A noun phrase as a subject. */
export function asSubject(phrase: NounPhrase): Subject {
  const { english, french, feminine, noun } = phrase;
  return { english, french, person: phrase.plural ? 4 : 1, feminine, noun };
}

/** A personal pronoun as a subject; "they" are ils. */
function pronounSubject(rng: Rng, persons: readonly string[]): Subject {
  const pronoun = pick(rng, persons);
  const [word] = english(pronoun) as [EnglishWord];
  switch (pronoun) {
    case "I":
      return { english: [word], french: [french("je", [word], "j'")], person: 0, feminine: false };
    case "he":
      return { english: [word], french: [french("il", [word])], person: 1, feminine: false };
    case "she":
      return { english: [word], french: [french("elle", [word])], person: 1, feminine: true };
    case "we":
      return { english: [word], french: [french("nous", [word])], person: 2, feminine: false };
    case "you":
      return { english: [word], french: [french("vous", [word])], person: 3, feminine: false };
    default:
      return { english: [word], french: [french("ils", [word])], person: 4, feminine: false };
  }
}

/** How something is denied. */
type Negation = "not" | "never";

/** The verb with its subject: "the man does not see", "l'homme ne voit pas"; "she never sleeps", "elle ne dort jamais". */
export function predicate(subject: Subject, verb: Verb, negation?: Negation): Phrase {
  const [base, third, forms] = verb;
  const form = forms.split(" ")[subject.person]!;
  if (negation === "not") {
    const does = { text: subject.person === 1 ? "does" : "do" };
    const not = { text: "not" };
    const words = english(base);
    return {
      english: [...subject.english, does, not, ...words],
      french: [...subject.french, ...denied(french(form, [does, ...words]), not)],
    };
  }
  const words = english(subject.person === 1 ? third : base);
  const written = french(form, words);
  if (negation === undefined) return { english: [...subject.english, ...words], french: [...subject.french, written] };
  const never = { text: "never" };
  return { english: [...subject.english, never, ...words], french: [...subject.french, ...denied(written, never)] };
}

/** The French verb between the two words of its negation. */
function denied(verb: FrenchWord, by: EnglishWord): FrenchWord[] {
  return [french("ne", [by], "n'"), verb, french(by.text === "never" ? "jamais" : "pas", [by])];
}

function drawNegation(rng: Rng): Negation | undefined {
  return pick(rng, ["not", "not", "never", undefined, undefined, undefined, undefined, undefined]);
}

/** Someone who can be the subject of a verb that takes these. */
export function drawSubject(rng: Rng, traits: string, options: { known?: boolean; except?: Noun } = {}): Subject {
  if (rng.integer(3) === 0 && haveOneOf(people, traits)) {
    return pronounSubject(rng, ["I", "he", "she", "we", "you", "they"]);
  }
  const determiners = options.known === true ? known : anyone;
  return asSubject(nounPhrase(rng, { traits, determiners, adjectives: [0, 0, 1], except: options.except }));
}

/** "The man does not buy a red car", "l'homme n'achète pas de voiture rouge". */
export function actionSentence(rng: Rng): Phrase {
  const verb = pick(rng, verbs);
  const [, , , subjects, objects] = verb;
  const negation = drawNegation(rng);
  const negated = negation !== undefined;
  const subject = drawSubject(rng, subjects, { known: negated });
  const clause = predicate(subject, verb, negation);
  const complement =
    objects === ""
      ? pick(rng, [location, () => nothing, adverb])(rng, people)
      : object(rng, verb, negated, subject.noun);
  return join(clause, complement);
}

const nothing: Phrase = { english: [], french: [] };

function object(rng: Rng, verb: Verb, negated: boolean, except: Noun | undefined): Phrase {
  const [, , , , traits, preposition] = verb;
  if (preposition === undefined) {
    // Under negation an indefinite object has "de" for its article: pas de voiture.
    const determiners: readonly DeterminerKind[] = negated ? [...known, "none", "none", "none"] : anything;
    return nounPhrase(rng, { traits, determiners, except });
  }
  const complement = nounPhrase(rng, { traits, determiners: known, except });
  // The English preposition belongs to the verb, which is aligned with it; the French one renders no word of its own.
  const word = preposition === "de" ? de([]) : french("à", []);
  return { english: complement.english, french: [word, ...complement.french] };
}

/** "These cars are not green", "ces voitures ne sont pas vertes". */
export function stateSentence(rng: Rng): Phrase {
  const adjective = pick(rng, predicativeAdjectives());
  const subject =
    rng.integer(5) === 0 && haveOneOf(people, adjective[4])
      ? pronounSubject(rng, ["he", "she", "they"])
      : asSubject(nounPhrase(rng, { traits: adjective[4], determiners: known, adjectives: [0] }));
  const very = adjective[5] === "gradable" && rng.integer(4) === 0;
  const placed = placeAdjective([adjective[0], adjective[1], "after", adjective[3], adjective[4]], very);
  const number = subject.person === 4 ? "plural" : "singular";
  return join(copula(subject, drawNegation(rng)), {
    english: placed.english,
    french: placed.french({ feminine: subject.feminine, number }),
  });
}

/** "The key is on the table", "la clé est sur la table". */
export function placeSentence(rng: Rng): Phrase {
  const traits = pick(rng, [people, "animal", "object text clothing", "vehicle"]);
  const subject = asSubject(nounPhrase(rng, { traits, determiners: known, adjectives: [0, 0, 1] }));
  return join(copula(subject, drawNegation(rng)), location(rng, traits));
}

/** "There is a dog in front of the house", "il y a un chien devant la maison". */
export function existenceSentence(rng: Rng): Phrase {
  const traits = pick(rng, [people, "animal", "object text", "vehicle"]);
  const thing = nounPhrase(rng, { traits, determiners: ["indefinite"], adjectives: [0, 1] });
  const there = { text: "there" };
  const is = { text: thing.plural ? "are" : "is" };
  return join(
    { english: [there, is], french: [french("il", [there]), french("y", [there]), french("a", [is])] },
    thing,
    location(rng, traits),
  );
}

function copula(subject: Subject, negation: Negation | undefined): Phrase {
  const plural = subject.person === 4;
  const is = { text: plural ? "are" : "is" };
  const written = french(plural ? "sont" : "est", [is]);
  if (negation === undefined) return { english: [...subject.english, is], french: [...subject.french, written] };
  const by = { text: negation };
  return { english: [...subject.english, is, by], french: [...subject.french, ...denied(written, by)] };
}

function adverb(rng: Rng): Phrase {
  const [word, translation] = pick(rng, adverbs);
  const of = english(word);
  return { english: of, french: [french(translation, of)] };
}

const adverbs = [
  ["today", "aujourd'hui"],
  ["now", "maintenant"],
  ["here", "ici"],
] as const;

/** One phrase after the other, in both languages. */
export function join(...phrases: readonly Phrase[]): Phrase {
  return {
    english: phrases.flatMap((phrase) => phrase.english),
    french: phrases.flatMap((phrase) => phrase.french),
  };
}
