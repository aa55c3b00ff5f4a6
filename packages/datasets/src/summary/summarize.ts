import { CorpusError } from "../errors.ts";
import { Counter } from "./counter.ts";
import {
  type CorpusExample,
  type ExampleKind,
  fieldNames,
  kindOf,
  labelsOf,
  type TextUnit,
  textsOf,
  unitsOf,
} from "./examples.ts";
import { type LengthSummary, summarizeLengths } from "./lengths.ts";

/** Examples of one part of a corpus: a list, or a reader. */
export type Examples = Iterable<CorpusExample> | AsyncIterable<CorpusExample>;

/** What {@link summarizeCorpus} counts. */
export interface SummaryOptions {
  /** What lengths and vocabularies are of. Default: "words", those between white space. */
  unit?: TextUnit;
  /** How many of the most frequent words and labels to list. Default: 10. */
  top?: number;
}

/** A text that occurs so often. */
export interface Frequency {
  readonly text: string;
  readonly count: number;
}

/** The texts of one part of a corpus: the sources of its pairs, for example. */
export interface FieldSummary {
  /** "text", "source", "target" or "words". */
  readonly name: string;
  /** All characters, as code points; between the words of a tagged sentence there are none. */
  readonly characters: number;
  /** All words, or what the unit is. */
  readonly units: number;
  /** Different ones. */
  readonly distinct: number;
  /** How many of `units` do not occur in the first part: a model that learns there has never seen them. */
  readonly unseen: number;
  /** How long the texts are, in units. */
  readonly lengths: LengthSummary;
}

/** One part of a corpus: train, dev, or the file that it is. */
export interface SplitSummary {
  readonly name: string;
  readonly examples: number;
  /** How many examples have an input that an earlier one of this part has: the text, the source of a pair, the words. */
  readonly repeated: number;
  readonly fields: readonly FieldSummary[];
  /** The labels or tags: all, different ones, and the most frequent. */
  readonly labels: { readonly total: number; readonly distinct: number; readonly frequent: readonly Frequency[] };
}

/** The vocabulary of one of the texts in the first part of a corpus. */
export interface VocabularySummary {
  /** The name of the text: "source", for example. */
  readonly field: string;
  /** Different units. */
  readonly size: number;
  /** How many of them occur once. */
  readonly once: number;
  /** The part of the text that the most frequent 10, 100, 1,000 and so on make up; the last is the whole vocabulary, 1. */
  readonly coverage: readonly { readonly size: number; readonly share: number }[];
  readonly frequent: readonly Frequency[];
}

/** What stands in two parts of a corpus. */
export interface OverlapSummary {
  readonly first: string;
  readonly second: string;
  /** How many examples of the second have an input that stands in the first. */
  readonly examples: number;
}

/** A corpus in numbers. */
export interface CorpusSummary {
  readonly kind: ExampleKind;
  readonly unit: TextUnit;
  /** In the order given. */
  readonly splits: readonly SplitSummary[];
  /** Of each text of the examples, in the first part. */
  readonly vocabularies: readonly VocabularySummary[];
  /** Of every part with every later one. */
  readonly overlaps: readonly OverlapSummary[];
}

/** What is counted of one part. */
interface Counts {
  readonly name: string;
  readonly inputs: Counter;
  readonly labels: Counter;
  readonly fields: { units: Counter; characters: number; lengths: Map<number, number> }[];
}

/**
 * A corpus in numbers: sizes, lengths, vocabularies and what a vocabulary covers, labels, and what stands in it twice, in one part or
 * in two. {@link summaryTable} shows it.
 *
 * @param splits - The parts by their names: `{ train, dev, test }`, or a map where the order of names matters. The examples are texts,
 * labelled texts, pairs or tagged sentences, in lists or from readers; one kind in all.
 * @param options - See {@link SummaryOptions}.
 * @throws CorpusError "malformed" if an example is of another kind than the first, or of none; "empty" if there are none at all;
 * "too-large" if there are more than 2^24 - 1 different words, labels or inputs in a part.
 * @throws RangeError if `top` is no whole number of at least 0.
 *
 * @example
 * ```ts
 * import { readPairs, summarizeCorpus } from "@unroll/datasets";
 *
 * const summary = await summarizeCorpus({
 *   train: readPairs("the car\tla voiture\nthe green car\tla voiture verte\n"),
 *   dev: readPairs("the car\tl'auto\n"),
 * });
 * summary.kind; // => "pairs"
 * summary.splits.map(({ name, examples }) => [name, examples]); // => [["train", 2], ["dev", 1]]
 * summary.vocabularies[0]!.frequent[0]; // => { text: "car", count: 2 }
 * summary.overlaps; // => [{ first: "train", second: "dev", examples: 1 }]
 * ```
 */
export async function summarizeCorpus(
  splits: Readonly<Record<string, Examples>> | ReadonlyMap<string, Examples>,
  options: SummaryOptions = {},
): Promise<CorpusSummary> {
  const { unit = "words", top = 10 } = options;
  if (!Number.isSafeInteger(top) || top < 0) {
    throw new RangeError(`summarizeCorpus: top must be a whole number of at least 0; got ${top}.`);
  }
  const parts: Counts[] = [];
  let kind: ExampleKind | undefined;
  for (const [name, examples] of splits instanceof Map ? splits : Object.entries(splits)) {
    const counts: Counts = { name, inputs: new Counter("inputs"), labels: new Counter("labels"), fields: [] };
    let number = 0;
    for await (const example of examples) {
      number++;
      const one = kindOf(example);
      kind ??= one;
      if (one === undefined || one !== kind) throw strange(name, number, one, kind);
      count(example, counts, unit);
    }
    parts.push(counts);
  }
  if (kind === undefined) {
    throw new CorpusError("summarizeCorpus: splits must have examples; got none.", {
      problem: "empty",
      corpus: parts[0]?.name ?? "splits",
    });
  }
  const names = fieldNames[kind];
  const [first] = parts as [Counts, ...Counts[]];
  return {
    kind,
    unit,
    splits: parts.map((part) => ({
      name: part.name,
      examples: part.inputs.total,
      repeated: part.inputs.total - part.inputs.counts.size,
      fields: names.map((name, i) => fieldSummary(name, part.fields[i], first.fields[i])),
      labels: {
        total: part.labels.total,
        distinct: part.labels.counts.size,
        frequent: part.labels.frequent(top),
      },
    })),
    vocabularies: names.map((field, i) => vocabularySummary(field, first.fields[i]?.units ?? new Counter(unit), top)),
    overlaps: parts.flatMap((a, i) =>
      parts.slice(i + 1).map((b) => ({
        first: a.name,
        second: b.name,
        examples: sumWhere(b.inputs.counts, (input) => a.inputs.counts.has(input)),
      })),
    ),
  };
}

function strange(name: string, number: number, got: string | undefined, wanted: string | undefined): CorpusError {
  const all = wanted === undefined ? "texts, labelled texts, pairs or tagged sentences" : `${wanted}, as the first is`;
  return new CorpusError(
    `summarizeCorpus: example ${number} of ${JSON.stringify(name)} must be one of ${all}; got one of ${got ?? "no such kind"}.`,
    { problem: "malformed", corpus: name },
  );
}

function count(example: CorpusExample, counts: Counts, unit: TextUnit): void {
  const texts = textsOf(example);
  const input = texts[0]!;
  counts.inputs.add(typeof input === "string" ? input : input.join(" "));
  for (const label of labelsOf(example)) counts.labels.add(label);
  for (const [i, text] of texts.entries()) {
    counts.fields[i] ??= { units: new Counter(unit), characters: 0, lengths: new Map() };
    const field = counts.fields[i];
    const before = field.units.total;
    for (const each of unitsOf(text, unit)) field.units.add(each);
    const length = field.units.total - before;
    field.lengths.set(length, (field.lengths.get(length) ?? 0) + 1);
    for (const part of typeof text === "string" ? [text] : text) field.characters += codePoints(part);
  }
}

function codePoints(text: string): number {
  let pairs = 0;
  for (let i = 0; i < text.length; i++) if (text.codePointAt(i)! > 0xffff) pairs++;
  return text.length - pairs;
}

function fieldSummary(
  name: string,
  field: Counts["fields"][number] | undefined,
  first: Counts["fields"][number] | undefined,
): FieldSummary {
  const { units, characters, lengths } = field ?? { units: new Counter(""), characters: 0, lengths: new Map() };
  const known = first?.units.counts;
  return {
    name,
    characters,
    units: units.total,
    distinct: units.counts.size,
    unseen: sumWhere(units.counts, (each) => known?.has(each) !== true),
    lengths: summarizeLengths(lengths),
  };
}

function vocabularySummary(field: string, units: Counter, top: number): VocabularySummary {
  const counts = Float64Array.from(units.counts.values()).sort().reverse();
  const coverage: { size: number; share: number }[] = [];
  let covered = 0;
  let next = 10;
  for (const [i, count] of counts.entries()) {
    covered += count;
    if (i + 1 < next && i + 1 < counts.length) continue;
    coverage.push({ size: i + 1, share: covered / units.total });
    next *= 10;
  }
  return {
    field,
    size: counts.length,
    once: counts.filter((count) => count === 1).length,
    coverage,
    frequent: units.frequent(top),
  };
}

function sumWhere(counts: ReadonlyMap<string, number>, holds: (text: string) => boolean): number {
  let sum = 0;
  for (const [text, count] of counts) if (holds(text)) sum += count;
  return sum;
}
