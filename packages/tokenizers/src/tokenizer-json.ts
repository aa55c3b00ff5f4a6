// Hugging Face's tokenizer.json: what is written, and how it is read.

import { type AddedToken, AddedTokenFinder, readAddedTokens } from "./added-tokens.ts";
import type { Decoder } from "./decoders/decoder.ts";
import { readDecoder } from "./decoders/read-decoder.ts";
import { JsonFields, refuse } from "./json-fields.ts";
import type { Model } from "./models/model.ts";
import { readModel } from "./models/read-model.ts";
import type { Normalizer } from "./normalizers/normalizer.ts";
import { readNormalizer } from "./normalizers/read-normalizer.ts";
import { readPostProcessor } from "./post-processors/read-post-processor.ts";
import { PLAIN, type Template, type TemplatePart } from "./post-processors/template.ts";
import type { PreTokenizer } from "./pre-tokenizers/pre-tokenizer.ts";
import { readPreTokenizer } from "./pre-tokenizers/read-pre-tokenizer.ts";

/** A part of a tokenizer as JSON: what kind it is, and its settings. */
export interface ComponentJSON {
  type: string;
  [setting: string]: unknown;
}

/** A tokenizer as JSON: Hugging Face's `tokenizer.json`. */
export interface TokenizerJSON {
  version: "1.0";
  /** Kept as it came, and without effect: batches are made by `padBatch`. */
  truncation: unknown;
  /** Kept as it came, and without effect: batches are made by `padBatch`. */
  padding: unknown;
  added_tokens: AddedToken[];
  normalizer: ComponentJSON | null;
  pre_tokenizer: ComponentJSON | null;
  post_processor: ComponentJSON | null;
  decoder: ComponentJSON | null;
  model: ComponentJSON;
}

/** The parts of a tokenizer, ready to run. */
export interface TokenizerParts {
  readonly normalizer: Normalizer | undefined;
  readonly preTokenizer: PreTokenizer | undefined;
  readonly model: Model;
  readonly template: Template;
  readonly decoder: Decoder | undefined;
  readonly addedTokens: readonly AddedToken[];
  /** Finds added tokens in the original text, and in the normalized text. */
  readonly finders: readonly [AddedTokenFinder, AddedTokenFinder];
  /** The id of each special token of the template. */
  readonly templateIds: ReadonlyMap<string, number>;
  /** Everything but the model, as it came. */
  readonly settings: Omit<TokenizerJSON, "model">;
}

export function readTokenizer(json: unknown): TokenizerParts {
  const root = new JsonFields(json);
  const version = root.string("version", "1.0");
  if (version !== "1.0") throw refuse("version", 'must be "1.0"', version);
  const part = <T>(field: string, read: (fields: JsonFields) => T): T | undefined =>
    root.value(field) === undefined ? undefined : read(root.object(field));
  const model = readModel(root.object("model"));
  const normalizer = part("normalizer", readNormalizer);
  const preTokenizer = part("pre_tokenizer", readPreTokenizer);
  const template = part("post_processor", readPostProcessor) ?? PLAIN;
  const addedTokens = readAddedTokens(root, model);
  const added = new Set(addedTokens.map(({ content }) => content));
  const decoder = part("decoder", (fields) => readDecoder(fields, added));
  return {
    normalizer,
    preTokenizer,
    model,
    template,
    decoder,
    addedTokens,
    finders: [
      new AddedTokenFinder(addedTokens, normalizer, false),
      new AddedTokenFinder(addedTokens, normalizer, true),
    ],
    templateIds: idsOf([...template.single, ...template.pair], model),
    settings: {
      version,
      truncation: root.kept("truncation"),
      padding: root.kept("padding"),
      added_tokens: addedTokens,
      normalizer: root.kept("normalizer") as ComponentJSON | null,
      pre_tokenizer: root.kept("pre_tokenizer") as ComponentJSON | null,
      post_processor: root.kept("post_processor") as ComponentJSON | null,
      decoder: root.kept("decoder") as ComponentJSON | null,
    },
  };
}

function idsOf(parts: readonly TemplatePart[], model: Model): Map<string, number> {
  const ids = new Map<string, number>();
  for (const part of parts) {
    if ("sequence" in part) continue;
    const id = model.table.idOf(part.token);
    if (id === undefined) throw refuse("post_processor", "must name tokens that there are", part.token);
    ids.set(part.token, id);
  }
  return ids;
}
