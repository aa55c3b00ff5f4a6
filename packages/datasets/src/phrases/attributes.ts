import type { Rng } from "@unroll/random";
import { pick } from "../synthetic/settings.ts";
import type { DeterminerKind } from "./determiners.ts";
import { directVerbs, haveOneOf } from "./lexicon.ts";
import { nounPhrase } from "./noun-phrase.ts";
import { location } from "./prepositions.ts";
import { asSubject, drawSubject, join, predicate } from "./sentence.ts";
import { de, english, type FrenchWord, french, type Phrase } from "./words.ts";

const people = "human role kin child";
const heads: readonly DeterminerKind[] = ["definite", "definite", "indefinite", "demonstrative"];
const owners: readonly DeterminerKind[] = ["definite", "definite", "demonstrative", "possessive"];

/** "The doctor's green car", "la voiture verte du médecin". */
export function ownedPhrase(rng: Rng): Phrase {
  const owner = nounPhrase(rng, { traits: people, determiners: owners, adjectives: [0, 0, 0, 1] });
  const thing = nounPhrase(rng, {
    traits: "vehicle clothing object animal home container text",
    determiners: ["owned"],
    adjectives: [0, 1],
  });
  // The English ending says who owns it; the French article of the thing renders no word.
  const ending = { text: owner.english.at(-1)!.text.endsWith("s") && owner.plural ? "'" : "'s" };
  return {
    english: [...owner.english, ending, ...thing.english],
    french: [...thing.french, de([ending]), ...owner.french],
  };
}

/** "The door of the old house", "la porte de la vieille maison". */
export function partPhrase(rng: Rng): Phrase {
  const part = nounPhrase(rng, { traits: "part", determiners: ["definite"], adjectives: [0, 1] });
  const whole = nounPhrase(rng, { traits: "building", determiners: owners, adjectives: [0, 1], numbers: ["singular"] });
  const of = english("of");
  return { english: [...part.english, ...of, ...whole.english], french: [...part.french, de(of), ...whole.french] };
}

/** "The man in front of the church", "l'homme devant l'église". */
export function placedPhrase(rng: Rng): Phrase {
  const traits = pick(rng, [people, "animal", "object text clothing", "vehicle"]);
  return join(nounPhrase(rng, { traits, determiners: heads, adjectives: [0, 1] }), location(rng, traits));
}

/** "The car that she buys", "la voiture qu'elle achète". */
export function objectRelativePhrase(rng: Rng): Phrase {
  const verb = pick(rng, directVerbs(true));
  const head = nounPhrase(rng, { traits: verb[4], determiners: heads, adjectives: [0, 1] });
  const that = english("that");
  const que: FrenchWord = french("que", that, "qu'");
  const clause = predicate(drawSubject(rng, verb[3], { except: head.noun }), verb);
  return join(head, { english: that, french: [que] }, clause);
}

/** "The dog that follows the cat", "le chien qui suit le chat"; people are "who". */
export function subjectRelativePhrase(rng: Rng): Phrase {
  const verb = pick(rng, directVerbs(false));
  const head = nounPhrase(rng, { traits: verb[3], determiners: heads, adjectives: [0, 1] });
  const who = english(haveOneOf(head.noun[5], people) ? "who" : "that");
  const subject = {
    ...asSubject(head),
    english: [...head.english, ...who],
    french: [...head.french, french("qui", who)],
  };
  const clause = predicate(subject, verb);
  if (verb[4] === "") return clause;
  const determiners: readonly DeterminerKind[] = [...owners, "indefinite"];
  return join(clause, nounPhrase(rng, { traits: verb[4], determiners, adjectives: [0, 0, 1], except: head.noun }));
}

/** "The man and the woman", "l'homme et la femme". */
export function coordination(rng: Rng): Phrase {
  const traits = pick(rng, [people, "animal", "object clothing text", "food", "building place", "vehicle"]);
  const determiners = [pick(rng, ["definite", "indefinite", "demonstrative"] as const)];
  const first = nounPhrase(rng, { traits, determiners, adjectives: [0, 0, 1] });
  const second = nounPhrase(rng, { traits, determiners, adjectives: [0, 0, 1], except: first.noun });
  const and = english("and");
  return join(first, { english: and, french: [french("et", and)] }, second);
}
