/** An English word of a phrase that is being built. The object, not its text, is what French words are aligned with. */
export interface EnglishWord {
  readonly text: string;
  /** Its form before a vowel sound: "an" of "a". */
  readonly beforeVowel?: string;
}

/** A French word of a phrase that is being built. */
export interface FrenchWord {
  readonly text: string;
  /** Its form before a vowel sound: "l'" of "le", "bel" of "beau", "mon" of "ma". */
  readonly beforeVowel?: string;
  /** The English words that it renders; none if it renders no word. */
  readonly of: readonly EnglishWord[];
}

/** The same in both languages. */
export interface Phrase {
  readonly english: readonly EnglishWord[];
  readonly french: readonly FrenchWord[];
}

/** The English words of a text of words between spaces. */
export function english(text: string): EnglishWord[] {
  return text.split(" ").map((word) => ({ text: word }));
}

/** A French word. */
export function french(text: string, of: readonly EnglishWord[], beforeVowel?: string): FrenchWord {
  return beforeVowel === undefined ? { text, of } : { text, of, beforeVowel };
}

/** "de", which becomes d', and with an article du and des. */
export function de(of: readonly EnglishWord[]): FrenchWord {
  return french("de", of, "d'");
}

/** Words as they are written: the forms before vowels chosen. */
export function englishTexts(words: readonly EnglishWord[]): string[] {
  return words.map(({ text, beforeVowel }, i) => {
    const next = words[i + 1]?.text ?? "";
    return beforeVowel !== undefined && startsWithVowelInEnglish(next) ? beforeVowel : text;
  });
}

/** Words as they are written: elided or in their forms before vowels, then de and à contracted with the articles. */
export function frenchWords(words: readonly FrenchWord[]): FrenchWord[] {
  const elided = words.map(({ text, beforeVowel, of }, i) => {
    const next = words[i + 1]?.text ?? "";
    return { text: beforeVowel !== undefined && startsWithVowelInFrench(next) ? beforeVowel : text, of };
  });
  const written: FrenchWord[] = [];
  for (const word of elided) {
    const last = written.at(-1);
    const contracted = last && contractions[`${last.text} ${word.text}`];
    if (contracted === undefined) written.push(word);
    else written[written.length - 1] = { text: contracted, of: [...last!.of, ...word.of] };
  }
  return written;
}

const contractions: Readonly<Record<string, string>> = {
  "de le": "du",
  "de les": "des",
  "à le": "au",
  "à les": "aux",
};

/** The line of English words: "neighbour" and "'s" are joined. */
export function englishLine(words: readonly string[]): string {
  return words.join(" ").replaceAll(" '", "'");
}

/** The line of French words: "l'" and "arbre" are joined. */
export function frenchLine(words: readonly string[]): string {
  return words.join(" ").replaceAll("' ", "'");
}

function startsWithVowelInEnglish(word: string): boolean {
  // By sound: "an honest man", "a uniform".
  return /^([aeio]|u(?!niform|niversity|seful)|honest|hour)/i.test(word) && !/^(European|one)/i.test(word);
}

function startsWithVowelInFrench(word: string): boolean {
  if (word === "y") return true;
  // An h is mute but in these, and in front of y nothing is elided: le hibou, le yaourt.
  return /^[aeiouhàâéèêëîïôûùœ]/.test(word) && !/^(hutte|hibou|hamster|hache|harpe|héros$|homard)/.test(word);
}
