import { describe, expect, test } from "vitest";
import { type PhrasePair, phrasePairs } from "../../src/generated.ts";
import { splitOf } from "../../src/index.ts";
import { adjectives } from "../../src/phrases/adjectives.ts";
import { nouns } from "../../src/phrases/nouns.ts";

// What is checked here is French and English by rule. The rules are written from grammars, not from the generator: from it come
// only the lists of words, to tell nouns and adjectives from the rest.

const pairs = [...phrasePairs({ count: 12_000, seed: 11 })];
const adjectiveForms = new Set(adjectives.flatMap((each) => each[1].split(" ")));
const nounForms = new Set(nouns.flatMap((each) => [each[2], each[3]]));
const determiners = new Set(
  "un une des de d' du le la l' les ce cet cette ces mon ma mes son sa ses notre nos votre vos leur leurs chaque plusieurs deux trois quatre cinq six au aux".split(
    " ",
  ),
);
const isPlural = /^(les|des|ces|mes|ses|nos|vos|leurs|plusieurs|deux|trois|quatre|cinq|six|aux)$/;
const isMasculine = /^(un|le|ce|cet|du|au)$/;
const isFeminine = /^(une|la|cette|ma|sa)$/;
const bags =
  /^(beau|bel|belle|joli|jolie|bon|bonne|mauvais|mauvaise|grand|grande|gros|grosse|petit|petite|long|longue|nouveau|nouvel|nouvelle|vieux|vieil|vieille|jeune)(x|s)?$/;

/** By sound: a mute h is a vowel, the h of these is not. */
function beginsWithVowel(word: string): boolean {
  if (/^(hibou|homard|hutte|hache|harpe|hamster|héros)/.test(word)) return false;
  return /^[haeiouyàâäéèêëîïôöùûüœæ]/.test(word) && !/^y./.test(word);
}

interface Group {
  pair: PhrasePair;
  determiner: string;
  at: number;
  before: string[];
  noun: string;
  after: string[];
}

/** Every determiner with its noun, and the adjectives before and after it. */
function groupsOf(pair: PhrasePair): Group[] {
  const words = pair.frenchWords;
  return words.flatMap((determiner, at) => {
    if (!determiners.has(determiner)) return [];
    let noun = at + 1;
    while (words[noun] === "très" || bags.test(words[noun] ?? "")) noun++;
    if (!nounForms.has(words[noun] ?? "")) return [];
    let end = noun + 1;
    while (words[end] === "très" || adjectiveForms.has(words[end] ?? "")) end++;
    return [
      {
        pair,
        determiner,
        at,
        before: words.slice(at + 1, noun),
        noun: words[noun]!,
        after: words.slice(noun + 1, end),
      },
    ];
  });
}

const groups = pairs.flatMap(groupsOf);
const show = ({ pair }: { pair: PhrasePair }): string => `${pair.english} | ${pair.french}`;

/** What breaks a rule, as text: the list must be empty. */
function broken<T>(items: Iterable<T>, text: (item: T) => string, holds: (item: T) => boolean): string[] {
  return [...items].filter((item) => !holds(item)).map(text);
}
const brokenGroups = (holds: (group: Group) => boolean): string[] => broken(groups, show, holds);
const brokenPairs = (holds: (pair: PhrasePair) => boolean): string[] => broken(pairs, (pair) => show({ pair }), holds);

/** The gender by the ending, and what goes by no rule. */
function isFeminineNoun(noun: string): boolean {
  const singular = nouns.find((each) => each[3] === noun && each[2] !== noun)?.[2] ?? noun;
  const masculineInE =
    /^(homme|élève|peintre|oncle|frère|âne|aigle|arbre|livre|musée|théâtre|verre|parapluie|téléphone|poème|article|dictionnaire|uniforme|hélicoptère|village|garage|fromage|beurre)$/;
  const feminineElse = /^(souris|maison|tour|université|fleur|forêt|clé|croix|noix|eau|sœur)$/;
  return feminineElse.test(singular) || (/e$/.test(singular) && !masculineInE.test(singular));
}

describe("French", () => {
  test("there is enough to look at", () => {
    expect(groups.length).toBeGreaterThan(12_000);
    expect(new Set(groups.map(({ noun }) => noun)).size).toBeGreaterThan(300);
    expect(groups.filter(({ before, after }) => before.length > 0 && after.length > 0).length).toBeGreaterThan(500);
  });

  test("le, la, de, ne, que and je are elided before vowels, and nowhere else", () => {
    const wrong = brokenPairs(({ frenchWords }) =>
      frenchWords.every((word, i) => {
        const next = frenchWords[i + 1] ?? "";
        if (/^(le|la|de|ne|que|je)$/.test(word)) return !beginsWithVowel(next);
        return !/^(l|d|n|qu|j)'$/.test(word) || beginsWithVowel(next);
      }),
    );
    expect(wrong).toEqual([]);
    for (const word of ["l'", "d'", "n'", "qu'", "j'"]) {
      expect(pairs.some(({ frenchWords }) => frenchWords.includes(word))).toBe(true);
    }
  });

  test("de and à contract with le and les", () => {
    expect(brokenPairs(({ french }) => !/(^| )(de|à) les? /.test(french))).toEqual([]);
    for (const word of ["du", "des", "au", "aux"]) {
      expect(
        pairs.some(({ frenchWords, alignment }) => frenchWords.some((w, i) => w === word && alignment[i]!.length > 0)),
      ).toBe(true);
    }
  });

  test("determiners agree in gender", () => {
    const wrong = brokenGroups(({ determiner, noun, before }) => {
      const feminine = isFeminineNoun(noun);
      if (isMasculine.test(determiner)) return !feminine;
      if (isFeminine.test(determiner)) return feminine;
      // Mon and son are masculine, or feminine before a vowel.
      return !/^(mon|son)$/.test(determiner) || !feminine || beginsWithVowel(before[0] ?? noun);
    });
    expect(wrong).toEqual([]);
    expect(
      brokenGroups(
        ({ determiner, before, noun }) => !/^(ma|sa|ce)$/.test(determiner) || !beginsWithVowel(before[0] ?? noun),
      ),
    ).toEqual([]);
    expect(
      brokenGroups(({ determiner, before, noun }) => determiner !== "cet" || beginsWithVowel(before[0] ?? noun)),
    ).toEqual([]);
  });

  test("nouns and adjectives agree in number", () => {
    const invariable = /^(très|marron|orange)$/;
    expect(
      brokenGroups(({ determiner, at, pair, before, noun, after }) => {
        const contractedSingular = determiner === "des" && pair.alignment[at]!.length === 0;
        return (
          contractedSingular ||
          !isPlural.test(determiner) ||
          [...before, noun, ...after].every((word) => /[sx]$/.test(word) || invariable.test(word))
        );
      }),
    ).toEqual([]);
    // A singular may end in s or x by itself.
    const own =
      /^(fils|souris|héros|ours|autobus|palais|pays|tapis|ananas|croix|noix|mauvais|gros|vieux|gris|frais|français|anglais|très|(heur|jal|génér|curi|danger|ennuy|délici)(eux|oux))$/;
    expect(
      brokenGroups(({ determiner, before, noun, after }) => {
        if (!/^(un|une|le|la|ce|cet|cette|mon|ma|son|sa|notre|votre|leur|chaque|du|au)$/.test(determiner)) return true;
        return [...before, noun, ...after].every((word) => !/[sx]$/.test(word) || own.test(word));
      }),
    ).toEqual([]);
  });

  test("adjectives agree in gender", () => {
    // Every feminine ends in e; of the masculines only these do.
    const epicene =
      /^(rouge|jaune|rose|orange|triste|honnête|timide|célèbre|malade|rapide|utile|étrange|confortable|calme|propre|sale|vide|moderne|jeune)s?$/;
    const wrong = brokenGroups(({ before, noun, after }) =>
      [...before, ...after].every((word) => {
        if (/^(très|marron)$/.test(word)) return true;
        return isFeminineNoun(noun) ? /es?$/.test(word) : !/es?$/.test(word) || epicene.test(word);
      }),
    );
    expect(wrong).toEqual([]);
  });

  test("beauty, age, goodness and size come before the noun, the rest behind it", () => {
    expect(brokenGroups(({ after }) => !after.some((word) => bags.test(word)))).toEqual([]);
    expect(
      brokenPairs(({ frenchWords }) =>
        frenchWords.every((word, i) => {
          if (!determiners.has(word)) return true;
          let next = i + 1;
          while (frenchWords[next] === "très" || bags.test(frenchWords[next] ?? "")) next++;
          return !adjectiveForms.has(frenchWords[next] ?? "") || nounForms.has(frenchWords[next]!);
        }),
      ),
    ).toEqual([]);
  });

  test("bel, nouvel and vieil stand before vowels, beau, nouveau and vieux do not", () => {
    expect(
      brokenGroups(({ determiner, before, noun }) =>
        before.every((word, i) => {
          const next = before[i + 1] ?? noun;
          if (/^(bel|nouvel|vieil)$/.test(word)) return beginsWithVowel(next);
          return (
            !/^(beau|nouveau|vieux)$/.test(word) ||
            isPlural.test(determiner) ||
            !beginsWithVowel(next) ||
            /[sx]$/.test(noun)
          );
        }),
      ),
    ).toEqual([]);
    for (const word of ["bel", "nouvel", "vieil"])
      expect(groups.some(({ before }) => before.includes(word))).toBe(true);
  });

  test("the indefinite des is de before an adjective", () => {
    const some = groups.filter(
      ({ pair, determiner, at }) =>
        /^(des|de|d')$/.test(determiner) && pair.alignment[at]!.some((i) => pair.englishWords[i] === "some"),
    );
    expect(
      broken(
        some.filter(({ noun }) => /[sx]$/.test(noun)),
        show,
        ({ determiner, before }) => (determiner === "des") === (before.length === 0),
      ),
    ).toEqual([]);
    expect(some.length).toBeGreaterThan(300);
  });

  test("a verb is denied by ne and pas or jamais on its two sides, and then an indefinite object has de", () => {
    const wrong = brokenPairs(({ englishWords, frenchWords, alignment }) => {
      const denied = englishWords.findIndex((word) => /^(not|never)$/.test(word));
      const ne = frenchWords.findIndex((word) => /^(ne|n')$/.test(word));
      if (denied < 0 || ne < 0) return denied < 0 && ne < 0;
      const renders = (at: number): boolean => alignment[at]!.join() === String(denied);
      if (
        !renders(ne) ||
        !renders(ne + 2) ||
        frenchWords[ne + 2] !== (englishWords[denied] === "not" ? "pas" : "jamais")
      )
        return false;
      return frenchWords.slice(ne + 3).every((word, i) => {
        const of = alignment[ne + 3 + i]!.map((at) => englishWords[at]!);
        return (
          !/^(un|une)$/.test(word) &&
          (word !== "des" || !of.includes("some")) &&
          (!of.some((each) => /^(a|an|any|some)$/.test(each)) || /^(de|d')$/.test(word))
        );
      });
    });
    expect(wrong).toEqual([]);
    expect(pairs.filter(({ frenchWords }) => frenchWords.includes("pas")).length).toBeGreaterThan(500);
  });

  test("verbs have the endings of their persons", () => {
    const endings: Record<string, RegExp> = {
      je: /([esx]|ai)$/,
      "j'": /([esx]|ai)$/,
      il: /([etd]|a)$/,
      elle: /([etd]|a)$/,
      nous: /ons$/,
      vous: /ez$/,
      ils: /(ent|ont)$/,
    };
    const wrong = brokenPairs(({ frenchWords }) =>
      frenchWords.every((word, i) => {
        const ending = endings[word];
        if (ending === undefined || frenchWords[i + 1] === "y") return true;
        const verb = /^(ne|n')$/.test(frenchWords[i + 1]!) ? frenchWords[i + 2]! : frenchWords[i + 1]!;
        return ending.test(verb);
      }),
    );
    expect(wrong).toEqual([]);
    // A plural subject has a plural verb, in both languages: être as the example that always has a form of its own.
    expect(
      brokenPairs(({ kind, french, english }) => {
        if (kind !== "sentence" || !/ (est|sont) /.test(french)) return true;
        return / sont /.test(french) === / are /.test(english);
      }),
    ).toEqual([]);
  });

  test("an adjective after être agrees with the subject", () => {
    const states = pairs.filter(
      ({ frenchWords }) => frenchWords.some((w) => /^(est|sont)$/.test(w)) && adjectiveForms.has(frenchWords.at(-1)!),
    );
    const wrong = broken(
      states,
      (pair) => show({ pair }),
      (pair) => {
        const last = pair.frenchWords.at(-1)!;
        const subject = groupsOf(pair)[0]?.noun;
        const location = pair.frenchWords.some((w) => /^(sur|sous|dans|devant|derrière|près|côté)$/.test(w));
        if (location || last === "marron" || subject === undefined || !pair.frenchWords.slice(0, 3).includes(subject))
          return true;
        return isFeminineNoun(subject)
          ? /es?$/.test(last)
          : !/(ve|lle|nne|che|ère|ète|te|de|se|aine)s?$/.test(last) ||
              /^(triste|honnête|timide|malade|rapide|vide|rose)s?$/.test(last);
      },
    );
    expect(wrong).toEqual([]);
    expect(states.length).toBeGreaterThan(500);
  });
});

describe("English", () => {
  test("a and an by sound", () => {
    const wrong = brokenPairs(({ englishWords }) =>
      englishWords.every((word, i) => {
        const next = englishWords[i + 1] ?? "";
        const vowel = /^[aeiou]/i.test(next)
          ? !/^(useful|uniform|university|European)/.test(next)
          : /^honest/.test(next);
        return word === "an"
          ? vowel
          : word !== "a" || !vowel || englishWords[i - 1] === undefined
            ? word !== "a" || !vowel
            : false;
      }),
    );
    expect(wrong).toEqual([]);
    expect(pairs.some(({ english }) => english.includes("a useful"))).toBe(true);
    expect(pairs.some(({ english }) => /\ban (old|orange|Italian)/.test(english))).toBe(true);
  });

  test("nouns are plural behind these, some, two and many", () => {
    const singulars = new Set(nouns.filter((each) => each[1] !== "").map((each) => each[0]));
    const wrong = brokenPairs(({ english }) => {
      const match = english.match(/^(?:these|two|three|four|five|six|several|many) (\w+)$/);
      return match === null || (!singulars.has(match[1]!) && nouns.some((each) => each[1] === match[1]));
    });
    expect(wrong).toEqual([]);
  });

  test("he and she have verbs in -s, the others have not", () => {
    expect(
      brokenPairs(({ english }) => {
        const match = english.match(/(?:^|that )(I|he|she|we|you|they) (?:never )?(\w+)/);
        if (match === null || /^(is|are|cross)$/.test(match[2]!)) return true;
        return /s$/.test(match[2]!) === /^(he|she)$/.test(match[1]!);
      }),
    ).toEqual([]);
  });
});

describe("the alignment", () => {
  test("has a place for every French word, and every English word is rendered", () => {
    expect(
      brokenPairs(({ englishWords, frenchWords, alignment }) => {
        const rendered = new Set(alignment.flat());
        return (
          alignment.length === frenchWords.length &&
          rendered.size === englishWords.length &&
          [...rendered].every((at) => at >= 0 && at < englishWords.length)
        );
      }),
    ).toEqual([]);
  });

  test("only articles and prepositions render no word", () => {
    const idle = pairs.flatMap(({ frenchWords, alignment }) =>
      frenchWords.filter((_, i) => alignment[i]!.length === 0),
    );
    expect([...new Set(idle)].filter((word) => !/^(le|la|l'|les|de|d'|du|des|à|au|aux)$/.test(word))).toEqual([]);
  });

  test("nouns and adjectives are aligned with their translations", () => {
    const translations = new Map<string, Set<string>>();
    const add = (french: string, english: string): void => {
      translations.set(french, (translations.get(french) ?? new Set()).add(english));
    };
    for (const [one, many, un, plusieurs] of nouns) {
      add(un, one);
      add(plusieurs, many);
    }
    for (const [english, forms] of adjectives) for (const form of forms.split(" ")) add(form, english);
    const wrong = groups.flatMap(({ pair, at, before, noun, after }) =>
      [...before, noun, ...after].flatMap((word, i) => {
        const of = pair.alignment[at + 1 + i]!.map((place) => pair.englishWords[place]!).join(" ");
        return word === "très"
          ? of === "very"
            ? []
            : [word]
          : translations.get(word)!.has(of)
            ? []
            : [`${word}: ${of}`];
      }),
    );
    expect(wrong).toEqual([]);
  });
});

describe("the corpus", () => {
  test("the words make up the texts", () => {
    const wrong = brokenPairs(({ english, englishWords, french, frenchWords }) => {
      return (
        english === englishWords.join(" ").replace(/ '/g, "'") && french === frenchWords.join(" ").replace(/' /g, "'")
      );
    });
    expect(wrong).toEqual([]);
  });

  test("100,000 pairs, no English text twice, and among them the table of the lecture", () => {
    const texts = new Set<string>();
    let count = 0;
    let greenCar: PhrasePair | undefined;
    for (const pair of phrasePairs()) {
      count++;
      texts.add(pair.english);
      if (pair.english === "the green car") greenCar = pair;
    }
    expect(count).toBe(100_000);
    expect(texts.size).toBe(100_000);
    expect(greenCar).toEqual({
      kind: "phrase",
      english: "the green car",
      french: "la voiture verte",
      englishWords: ["the", "green", "car"],
      frenchWords: ["la", "voiture", "verte"],
      alignment: [[0], [2], [1]],
    });
  }, 180_000);

  test("the seed decides, and a longer run begins with the shorter", () => {
    expect([...phrasePairs({ count: 50, seed: 11 })]).toEqual(pairs.slice(0, 50));
    expect([...phrasePairs({ count: 50, seed: 12 })]).not.toEqual(pairs.slice(0, 50));
  });

  test("kinds are half and half, and can be had alone", () => {
    const sentences = pairs.filter(({ kind }) => kind === "sentence").length;
    expect(Math.abs(sentences / pairs.length - 0.5)).toBeLessThan(0.025); // phrases come twice a little more often
    for (const kind of ["phrase", "sentence"] as const) {
      expect(new Set([...phrasePairs({ count: 200, kind })].map((pair) => pair.kind))).toEqual(new Set([kind]));
    }
  });

  test("splits by hash keep their shares", () => {
    const test = pairs.filter(({ english }) => splitOf(english) === "test").length;
    expect(Math.abs(test / pairs.length - 0.1)).toBeLessThan(5 * Math.sqrt(0.09 / pairs.length));
  });

  test("refuses what makes no sense", () => {
    expect(() => [...phrasePairs({ count: -1 })]).toThrow(
      new RangeError("phrasePairs: count must be an integer from 0 to 1000000; got -1."),
    );
  });
});
