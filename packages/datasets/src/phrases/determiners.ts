import { de, type EnglishWord, english, type FrenchWord, french } from "./words.ts";

/** Who is meant: "none" is what an indefinite article becomes under negation, "owned" has its English words elsewhere. */
export type DeterminerKind = "definite" | "indefinite" | "demonstrative" | "possessive" | "quantity" | "none" | "owned";

/** What the noun is that a determiner stands before. */
export type NounNumber = "singular" | "plural" | "mass";

/** What agrees: the determiner's place decides on "des" or "de". */
export interface Agreement {
  readonly feminine: boolean;
  readonly number: NounNumber;
  /** Whether an adjective comes before the noun: "des voitures", but "de belles voitures". */
  readonly adjectiveFirst: boolean;
}

/** The words before a noun and its adjectives. */
export interface Determiner {
  readonly english: EnglishWord[];
  readonly french: FrenchWord[];
}

/** A determiner in both languages, by what it stands before; undefined where it cannot stand. */
type DeterminerRule = (agreement: Agreement) => Determiner | undefined;

/** The same English word for all numbers, or none where the text is empty. */
function rule(
  texts: { singular: string; plural: string; mass: string },
  render: (agreement: Agreement, of: EnglishWord[]) => FrenchWord[],
): DeterminerRule {
  return (agreement) => {
    const text = texts[agreement.number];
    if (text === "") return undefined;
    const words = text === "a" ? [{ text: "a", beforeVowel: "an" }] : english(text);
    return { english: words, french: render(agreement, words) };
  };
}

/** Le, la or les. */
function article({ feminine, number }: Agreement, of: readonly EnglishWord[]): FrenchWord {
  if (number === "plural") return french("les", of);
  return french(feminine ? "la" : "le", of, "l'");
}

function indefinite(agreement: Agreement, of: EnglishWord[]): FrenchWord[] {
  const { number, feminine, adjectiveFirst } = agreement;
  if (number === "mass") return [de(of), article(agreement, of)];
  if (number === "singular") return [french(feminine ? "une" : "un", of)];
  return [adjectiveFirst ? de(of) : french("des", of)];
}

function demonstrative({ number, feminine }: Agreement, of: EnglishWord[]): FrenchWord[] {
  if (number === "plural") return [french("ces", of)];
  return [feminine ? french("cette", of) : french("ce", of, "cet")];
}

/** A possessive: its French forms are masculine, feminine, plural. */
function possessive(text: string, forms: string): DeterminerRule {
  const [masculine, feminineForm, plural] = forms.split(" ") as [string, string, string];
  return rule({ singular: text, plural: text, mass: text }, ({ number, feminine }, of) => {
    if (number === "plural") return [french(plural, of)];
    // "Ma" is "mon" before a vowel.
    return [feminine ? french(feminineForm, of, masculine) : french(masculine, of)];
  });
}

function number(text: string, word: string): DeterminerRule {
  return rule({ singular: "", plural: text, mass: "" }, (_, of) => [french(word, of)]);
}

/** The rules of a kind. */
export function determinersOf(kind: DeterminerKind): DeterminerRule[] {
  switch (kind) {
    case "definite":
      return [rule({ singular: "the", plural: "the", mass: "the" }, (agreement, of) => [article(agreement, of)])];
    case "indefinite":
      return [rule({ singular: "a", plural: "some", mass: "some" }, indefinite)];
    case "none":
      return [rule({ singular: "a", plural: "any", mass: "any" }, (_, of) => [de(of)])];
    case "owned":
      return [(agreement) => ({ english: [], french: [article(agreement, [])] })];
    case "demonstrative":
      return [rule({ singular: "this", plural: "these", mass: "this" }, demonstrative)];
    case "possessive":
      return [
        possessive("my", "mon ma mes"),
        possessive("his", "son sa ses"),
        possessive("her", "son sa ses"),
        possessive("our", "notre notre nos"),
        possessive("your", "votre votre vos"),
        possessive("their", "leur leur leurs"),
      ];
    case "quantity":
      return [
        number("two", "deux"),
        number("three", "trois"),
        number("four", "quatre"),
        number("five", "cinq"),
        number("six", "six"),
        number("several", "plusieurs"),
        rule({ singular: "every", plural: "", mass: "" }, (_, of) => [french("chaque", of)]),
        rule({ singular: "", plural: "many", mass: "a lot of" }, (_, of) => [french("beaucoup", of), de(of)]),
        (agreement) => {
          if (agreement.number !== "plural") return undefined;
          const [all, the] = english("all the") as [EnglishWord, EnglishWord];
          return {
            english: [all, the],
            french: [french(agreement.feminine ? "toutes" : "tous", [all]), article(agreement, [the])],
          };
        },
      ];
  }
}
