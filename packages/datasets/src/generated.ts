export type { LabelledText } from "./labelled-text.ts";
export { type PhraseKind, type PhrasePair, type PhrasePairsOptions, phrasePairs } from "./phrases/phrase-pairs.ts";
export { shuffled } from "./shuffled.ts";
export { type AddingOptions, type AddingProblem, addingProblem } from "./synthetic/adding.ts";
export { type AdditionOptions, additionText } from "./synthetic/addition.ts";
export { copyTask } from "./synthetic/copy.ts";
export { type DateOptions, dateTexts } from "./synthetic/dates.ts";
export { type DyckOptions, type DyckWord, dyckWords } from "./synthetic/dyck.ts";
export {
  type ElmanLetters,
  type ElmanOptions,
  type ElmanXor,
  elmanLetterFeatures,
  elmanLetters,
  elmanXor,
} from "./synthetic/elman.ts";
export { reverseTask } from "./synthetic/reverse.ts";
export type { GeneratedOptions } from "./synthetic/settings.ts";
export { sortTask } from "./synthetic/sort.ts";
export type { SymbolPair, SymbolPairsOptions } from "./synthetic/symbol-pairs.ts";
export { type TemporalOrderOptions, temporalOrder } from "./synthetic/temporal-order.ts";
export type { TextPair } from "./text-pair.ts";
