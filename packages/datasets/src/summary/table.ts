import { alignedLines, grouped, percent, shown, widthOf } from "./columns.ts";
import type { CorpusSummary, SplitSummary } from "./summarize.ts";

/** The widest that a name, a word or a label is shown, so that no line has more than 80 columns. */
const nameColumns = 18;
const barColumns = 30;

/**
 * A summary as tables for a terminal of 80 columns: sizes, lengths, what the vocabulary covers, labels, and what stands in it twice.
 *
 * @param summary - What {@link summarizeCorpus} gives.
 * @returns Lines, without an ending after the last. Characters that a terminal would obey are replaced by question marks.
 *
 * @example
 * ```ts
 * import { summarizeCorpus, summaryTable } from "@unroll/datasets";
 *
 * const table = summaryTable(await summarizeCorpus({ train: ["to be", "or not to be"], dev: ["to see"] }));
 * table.split("\n").slice(0, 4); // => ["3 texts", "part   field  examples  characters  words  distinct    new", "train   text         2          17      6         4", "dev     text         1           6      2         2  50.0%"]
 * ```
 */
export function summaryTable(summary: CorpusSummary): string {
  const sections = [
    sizes(summary),
    ...lengths(summary),
    ...vocabularies(summary),
    labels(summary),
    duplicates(summary),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

const name = (split: SplitSummary | undefined): string => shown(split?.name ?? "", nameColumns);

function sizes({ splits, kind, unit }: CorpusSummary): string[] {
  const several = splits.length > 1;
  const head = ["part", "field", "examples", "characters", unit === "words" ? "words" : "units", "distinct"];
  const rows = splits.flatMap((split, i) =>
    split.fields.map((field) => [
      name(split),
      field.name,
      grouped(split.examples),
      grouped(field.characters),
      grouped(field.units),
      grouped(field.distinct),
      ...(several ? [i === 0 ? "" : percent(field.unseen, field.units)] : []),
    ]),
  );
  return [
    `${grouped(splits.reduce((sum, { examples }) => sum + examples, 0))} ${kind}`,
    ...alignedLines([[...head, ...(several ? ["new"] : [])], ...rows]),
  ];
}

function lengths({ splits, unit }: CorpusSummary): string[][] {
  const table = [
    `lengths in ${unit}`,
    ...alignedLines([
      ["part", "field", "least", "median", "mean", "95% up to", "most"],
      ...splits.flatMap((split) =>
        split.fields.map(({ name: field, lengths: { min, median, mean, percentile95, max } }) => [
          name(split),
          field,
          grouped(min),
          grouped(median),
          mean.toFixed(1),
          grouped(percentile95),
          grouped(max),
        ]),
      ),
    ]),
  ];
  const [first] = splits as readonly [SplitSummary, ...SplitSummary[]];
  const histograms = first.fields.map(({ name: field, lengths: { histogram } }) => {
    const most = Math.max(...histogram.map(({ examples }) => examples));
    return [
      `${unit} of a ${field === "words" ? "sentence" : field} in ${name(first)}`,
      ...alignedLines(
        histogram.map(({ from, to, examples }) => [
          from === to ? grouped(from) : `${grouped(from)} to ${grouped(to)}`,
          grouped(examples),
          percent(examples, first.examples),
          bar(examples / most),
        ]),
      ),
    ];
  });
  return [table, ...histograms];
}

/** As a cell that is set to the right, so that bars begin under each other it is filled up; ends of lines are trimmed. */
function bar(part: number): string {
  return "#".repeat(Math.ceil(part * barColumns)).padEnd(barColumns);
}

function vocabularies({ splits, vocabularies: all, unit }: CorpusSummary): string[][] {
  return all
    .filter(({ size }) => size > 0)
    .map(({ field, size, once, coverage, frequent }) => [
      `vocabulary of ${field} in ${name(splits[0])}: ${grouped(size)} ${unit}, ${grouped(once)} of them once`,
      ...alignedLines([
        ["the most frequent", ...coverage.map((each) => grouped(each.size))],
        ["are of all", ...coverage.map(({ share }) => percent(share, 1))],
      ]),
      ...wrapped(
        frequent.map(
          ({ text, count }) =>
            `${shown(text.trim() === "" ? JSON.stringify(text) : text, nameColumns)} ${grouped(count)}`,
        ),
      ),
    ]);
}

function wrapped(items: readonly string[]): string[] {
  const lines: string[] = [];
  for (const item of items) {
    const line = `${lines.at(-1)}, ${item}`;
    if (lines.length > 0 && widthOf(line) <= 79) lines[lines.length - 1] = line;
    else lines.push(item);
  }
  return lines;
}

function labels({ splits }: CorpusSummary): string[] {
  const [first] = splits as readonly [SplitSummary, ...SplitSummary[]];
  if (splits.every((split) => split.labels.total === 0)) return [];
  const shownSplits = splits.slice(0, 3);
  const of = (split: SplitSummary, label: string): string => {
    const found = split.labels.frequent.find(({ text }) => text === label);
    return found === undefined ? "-" : percent(found.count, split.labels.total);
  };
  return [
    ...wrapped(
      splits.map((split, i) => `${i === 0 ? "labels: " : ""}${grouped(split.labels.distinct)} in ${name(split)}`),
    ),
    ...alignedLines([
      ["most frequent", ...shownSplits.map(name)],
      ...first.labels.frequent.map(({ text }) => [
        shown(text, nameColumns),
        ...shownSplits.map((split) => of(split, text)),
      ]),
    ]),
  ];
}

function duplicates({ splits, overlaps }: CorpusSummary): string[] {
  const rows = [
    ...splits.map((split) => [
      name(split),
      "earlier in it",
      grouped(split.repeated),
      percent(split.repeated, split.examples),
    ]),
    ...overlaps.map(({ first, second, examples }) => [
      shown(second, nameColumns),
      `in ${shown(first, nameColumns)}`,
      grouped(examples),
      percent(examples, splits.find(({ name }) => name === second)?.examples ?? 0),
    ]),
  ];
  return ["examples whose input stands", ...alignedLines([["part", "also", "examples", "of it"], ...rows])];
}
