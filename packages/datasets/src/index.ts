export { type Corpus, type ExampleCorpus, type TextCorpusOptions, textCorpus } from "./corpus.ts";
export { CorpusError, type CorpusProblem } from "./errors.ts";
export { type HashSplit, type SplitName, splitByHash, splitOf } from "./hash-split.ts";
export type { LabelledText } from "./labelled-text.ts";
export { type BrownCorpusOptions, type BrownSentence, brownCorpus } from "./packaged/brown.ts";
export { type CompilerMessagesOptions, compilerMessages } from "./packaged/compiler-messages.ts";
export { firstNames } from "./packaged/first-names.ts";
export { type MobyDickOptions, mobyDick } from "./packaged/moby-dick.ts";
export { type PronouncedWord, pronunciations } from "./packaged/pronunciations.ts";
export { type ReviewSentence, reviewSentences } from "./packaged/review-sentences.ts";
export {
  type ConllOptions,
  type ConlluEmptyNode,
  type ConlluFields,
  type ConlluMultiword,
  type ConlluSentence,
  type ConlluWord,
  readConll,
  readConllu,
} from "./readers/conll.ts";
export { readJsonl } from "./readers/jsonl.ts";
export type { LineEndings, ReaderOptions, TextSource } from "./readers/lines.ts";
export { type Reader, readLines } from "./readers/reader.ts";
export { type CsvOptions, readCsv, readPairs, readParallel, readTsv, type TableOptions } from "./readers/tables.ts";
export { splitText, type TextSplit } from "./split-text.ts";
export { type Streams, type StreamsOptions, type StreamWindow, streams } from "./streams.ts";
export type { CorpusExample, ExampleKind, TextUnit } from "./summary/examples.ts";
export type { CorpusFormat } from "./summary/guess-format.ts";
export type { LengthBin, LengthSummary } from "./summary/lengths.ts";
export { type ReadExamples, type ReadExamplesOptions, readExamples } from "./summary/read-examples.ts";
export {
  type CorpusSummary,
  type Examples,
  type FieldSummary,
  type Frequency,
  type OverlapSummary,
  type SplitSummary,
  type SummaryOptions,
  summarizeCorpus,
  type VocabularySummary,
} from "./summary/summarize.ts";
export { summaryTable } from "./summary/table.ts";
export type { TaggedSentence } from "./tagged-sentence.ts";
export type { TextPair } from "./text-pair.ts";
