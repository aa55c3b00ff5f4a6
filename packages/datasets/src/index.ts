export { type Corpus, type TextCorpusOptions, textCorpus } from "./corpus.ts";
export { CorpusError, type CorpusProblem } from "./errors.ts";
export { type HashSplit, type SplitName, splitByHash, splitOf } from "./hash-split.ts";
export { type MobyDickOptions, mobyDick } from "./moby-dick.ts";
export { splitText, type TextSplit } from "./split-text.ts";
export { type Streams, type StreamsOptions, type StreamWindow, streams } from "./streams.ts";
