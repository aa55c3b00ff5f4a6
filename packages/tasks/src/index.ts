export { CheckpointError } from "@unroll/checkpoints";
export { type BeamSearchOptions, beamSearch, type Hypothesis } from "./decoding/beam-search.ts";
export type { StateTensors } from "./decoding/carried-state.ts";
export type { Decoder, DecoderOutput } from "./decoding/decoder.ts";
export {
  banTokens,
  divideByTemperature,
  keepTokens,
  keepTopK,
  keepTopP,
  penalizeRepetition,
} from "./decoding/filters.ts";
export { type LengthNormalization, lengthPenalty } from "./decoding/length-penalty.ts";
export { type SampledToken, type SampleSequenceOptions, sampleSequence } from "./decoding/sample-sequence.ts";
export { type SamplingOptions, sampleToken, samplingDistribution } from "./decoding/sampling.ts";
export { unigramLoss, wittenBellIdsLoss, wittenBellLoss } from "./language-modeling/baselines.ts";
export {
  type GenerateBestOptions,
  generateBest,
  type TextHypothesis,
} from "./language-modeling/beam-generation.ts";
export { createLanguageModel } from "./language-modeling/create-model.ts";
export {
  type Evaluation,
  type EvaluationOptions,
  evaluateLanguageModel,
} from "./language-modeling/evaluation.ts";
export {
  type LanguageModelFilesOptions,
  languageModelFiles,
  languageModelFromFiles,
} from "./language-modeling/files.ts";
export {
  type GeneratedToken,
  type GenerateOptions,
  type GenerateTokensOptions,
  Generation,
  type GenerationEnd,
  generate,
  generateText,
  generateTokens,
} from "./language-modeling/generation.ts";
export {
  LanguageModel,
  type LanguageModelConfig,
  type LanguageModelOptions,
  type LanguageModelOutput,
  type LanguageModelState,
  type RecurrentLanguageModelConfig,
  type WindowLanguageModelConfig,
} from "./language-modeling/model.ts";
export {
  type NextTokens,
  type NextTokensOptions,
  nextTokens,
  type TokenCandidate,
} from "./language-modeling/next-tokens.ts";
export type {
  LanguageModelRecipe,
  LanguageModelReporting,
  LanguageModelTrainingOptions,
} from "./language-modeling/options.ts";
export { type LanguageModelPreset, quickPreset, standardPreset } from "./language-modeling/presets.ts";
export { RecurrentLanguageModel } from "./language-modeling/recurrent-model.ts";
export {
  type ScoredToken,
  type ScoreOptions,
  scoreSummary,
  scoreText,
  scoreTokens,
  type TextScore,
} from "./language-modeling/score.ts";
export { weightCount } from "./language-modeling/sizes.ts";
export { type CarriedState, carriedState } from "./language-modeling/state.ts";
export type { TextState, TextStatePart } from "./language-modeling/text-state.ts";
export { LanguageModelTraining, type LanguageModelTrainingEvent } from "./language-modeling/training.ts";
export { WindowLanguageModel } from "./language-modeling/window-model.ts";
export { crc32 } from "./training/checksum.ts";
export type { Diagnosis } from "./training/diagnostics.ts";
export { TrainingDivergedError } from "./training/errors.ts";
export type {
  CheckpointEvent,
  CheckpointFiles,
  DiagnosisEvent,
  EndEvent,
  EpochEvent,
  EvaluationEvent,
  SampleEvent,
  StartEvent,
  StepEvent,
  TrainingEvent,
} from "./training/events.ts";
export type {
  AdagradSettings,
  AdamSettings,
  AdamWSettings,
  OptimizerSettings,
  RMSPropSettings,
  SGDSettings,
} from "./training/optimizer.ts";
export type { Recipe, Reporting, RunLength, TrainingOptions } from "./training/options.ts";
export { recordLine } from "./training/record.ts";
export {
  learningRateAt,
  type PlateauSchedule,
  type Schedule,
  type ScheduleShape,
  type StepSchedule,
} from "./training/schedule.ts";
export type {
  BatchResult,
  EvaluationResult,
  NamedTensors,
  Sample,
  TrainingTask,
  UnknownToken,
} from "./training/task.ts";
export { type RunOptions, Training } from "./training/training.ts";
