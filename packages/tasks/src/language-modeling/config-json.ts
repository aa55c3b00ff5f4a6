import { CheckpointError } from "@unroll/checkpoints";
import { type CharacterTokenizer, Tokenizer } from "@unroll/tokenizers";
import { integerIn, type Json, objectIn } from "../training/sealed-json.ts";
import type { LanguageModelConfig } from "./model.ts";

/** The kinds of tokenizer that a model's folder may have: characters alone, or whatever `tokenizer.json` describes. */
export type TokenizerKind = "characters" | "tokens";

export function tokenizerKindOf(tokenizer: CharacterTokenizer | Tokenizer): TokenizerKind {
  return tokenizer instanceof Tokenizer ? "tokens" : "characters";
}

const FILE = "config.json";
const MODEL = `${FILE}: model`;

/** The kind of tokenizer that a `config.json` names. @throws CheckpointError when it is none. */
export function tokenizerKindIn(json: Json): TokenizerKind {
  return oneOf(json, "tokenizer", ["characters", "tokens"], FILE);
}

/** The kind and sizes of the model that a `config.json` describes. @throws CheckpointError naming the first field that is wrong. */
export function configIn(json: Json): LanguageModelConfig {
  const model = objectIn(json, "model", FILE);
  const kind = oneOf(model, "kind", ["recurrent", "window"], MODEL);
  const size = (field: string): number => integerIn(model, field, 1, MODEL);
  const common = {
    embeddingSize: size("embeddingSize"),
    hiddenSize: size("hiddenSize"),
    dropout: probabilityIn(model, "dropout", MODEL),
  };
  if (kind === "window") return { kind, context: size("context"), ...common };
  const cell = oneOf(model, "cell", ["rnn", "gru", "lstm"], MODEL);
  return { kind, cell, ...common, numLayers: size("numLayers"), tied: booleanIn(model, "tied", MODEL) };
}

function valueIn(json: Json, field: string): unknown {
  return Object.hasOwn(json, field) ? json[field] : undefined;
}

function oneOf<T extends string>(json: Json, field: string, choices: readonly T[], name: string): T {
  const value = valueIn(json, field);
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  const listed = choices.map((choice) => JSON.stringify(choice)).join(" or ");
  throw new CheckpointError(`${name}: ${field} must be ${listed}; got ${JSON.stringify(value)}`);
}

function probabilityIn(json: Json, field: string, name: string): number {
  const value = valueIn(json, field);
  if (typeof value === "number" && value >= 0 && value < 1) return value;
  throw new CheckpointError(`${name}: ${field} must be from 0 to less than 1; got ${JSON.stringify(value)}`);
}

function booleanIn(json: Json, field: string, name: string): boolean {
  const value = valueIn(json, field);
  if (typeof value === "boolean") return value;
  throw new CheckpointError(`${name}: ${field} must be true or false; got ${JSON.stringify(value)}`);
}
