import { CheckpointError, decodeSafetensors, encodeSafetensors } from "@unroll/checkpoints";
import { Rng } from "@unroll/random";
import { scope, type Tensor } from "@unroll/tensor";
import { CharacterTokenizer, Tokenizer } from "@unroll/tokenizers";
import type { CheckpointFiles } from "../training/events.ts";
import { refusal } from "../training/refusal.ts";
import { objectIn, openSealed, parseJson, requireFile, seal } from "../training/sealed-json.ts";
import { configIn, type TokenizerKind, tokenizerKindIn, tokenizerKindOf } from "./config-json.ts";
import { createLanguageModel } from "./create-model.ts";
import type { LanguageModel, LanguageModelConfig } from "./model.ts";
import { modelReadme } from "./model-readme.ts";
import { weightCount } from "./sizes.ts";

/** Version 1 was of an unpublished state of this package, which knew GRUs over characters alone. */
const FORMAT = { format: "unroll-language-model", version: 2 };

/** Options of {@link languageModelFiles}. */
export interface LanguageModelFilesOptions {
  /** What is known of the model, as `{ heldOutLoss: 1.55 }`: for `config.json` and `README.md`. */
  readonly metrics?: Readonly<Record<string, number>>;
}

/**
 * A model as files: `model.safetensors` (the weights under their state names, for PyTorch too), `tokenizer.json` (for Hugging Face's
 * libraries, too), `config.json` (kind, cell and sizes, the kind of tokenizer, metrics, and the length and CRC-32 of the other files) and
 * `README.md` (what it is, for people, and how to load it).
 *
 * @example
 * ```ts
 * import { Rng } from "@unroll/random";
 * import { languageModelFiles, languageModelFromFiles, WindowLanguageModel } from "@unroll/tasks";
 * import { CharacterTokenizer } from "@unroll/tokenizers";
 *
 * const tokenizer = CharacterTokenizer.train("Call me Ishmael.");
 * const sizes = { context: 5, embeddingSize: 3, hiddenSize: 7 };
 * const files = languageModelFiles(new WindowLanguageModel(tokenizer, sizes, { rng: new Rng(1) }));
 * Object.keys(files).sort(); // => ["README.md", "config.json", "model.safetensors", "tokenizer.json"]
 * const { config } = languageModelFromFiles(files);
 * config; // => { "kind": "window", "context": 5, "embeddingSize": 3, "hiddenSize": 7, "dropout": 0 }
 * ```
 */
export function languageModelFiles(model: LanguageModel, options: LanguageModelFilesOptions = {}): CheckpointFiles {
  const { metrics = {} } = options;
  const parts = {
    "model.safetensors": encodeSafetensors(model.stateDict()),
    "tokenizer.json": new TextEncoder().encode(`${JSON.stringify(model.tokenizer)}\n`),
  };
  const content = { ...FORMAT, model: model.config, tokenizer: tokenizerKindOf(model.tokenizer), metrics };
  return {
    ...parts,
    "config.json": seal(content, parts),
    "README.md": new TextEncoder().encode(modelReadme(model, metrics)),
  };
}

/**
 * The model that {@link languageModelFiles} wrote. Files may come from anywhere: everything is checked before it is used.
 *
 * @throws CheckpointError saying which file is missing, damaged, or of another format or version.
 */
export function languageModelFromFiles(files: CheckpointFiles): LanguageModel {
  const json = openSealed(files, "config.json", FORMAT);
  for (const part of ["model.safetensors", "tokenizer.json"]) {
    if (!Object.hasOwn(objectIn(json, "files", "config.json"), part)) {
      throw new CheckpointError(`config.json: files must list ${part}`);
    }
  }
  const config = configIn(json);
  const tokenizer = readTokenizer(files, tokenizerKindIn(json));
  return scope(() => {
    const { tensors } = decodeSafetensors(requireFile(files, "model.safetensors"));
    const vocabSize = tokenizer instanceof Tokenizer ? tokenizer.vocabSize : tokenizer.vocabulary.size;
    requireSize(config, vocabSize, tensors);
    let model: LanguageModel | undefined;
    try {
      // The first weights are overwritten; a generator of its own leaves the realm's alone.
      model = createLanguageModel(tokenizer, config, { rng: new Rng(0) });
      model.loadStateDict(tensors);
      return model;
    } catch (error) {
      model?.dispose();
      throw refusal(`model.safetensors: the weights do not fit config.json (${(error as Error).message})`, error);
    }
  }, "languageModelFromFiles");
}

function readTokenizer(files: CheckpointFiles, kind: TokenizerKind): CharacterTokenizer | Tokenizer {
  const json = parseJson(files, "tokenizer.json");
  try {
    return kind === "characters" ? CharacterTokenizer.fromJSON(json) : Tokenizer.fromJSON(json);
  } catch (error) {
    throw refusal(`tokenizer.json: ${(error as Error).message}`, error);
  }
}

/** Refuses sizes that the weights do not have, before memory is asked for: a hostile file may say anything. */
function requireSize(
  config: LanguageModelConfig,
  vocabSize: number,
  tensors: Readonly<Record<string, Pick<Tensor, "size">>>,
): void {
  // Tied weights stand under both of their names.
  const twice = config.kind === "recurrent" && config.tied ? vocabSize * config.embeddingSize : 0;
  const expected = weightCount(config, vocabSize) + twice;
  const got = Object.values(tensors).reduce((sum, { size }) => sum + size, 0);
  if (got !== expected) {
    throw new CheckpointError(
      `model.safetensors: a model of the sizes in config.json and ${vocabSize} tokens has ${expected} weights; got ${got}`,
    );
  }
}
