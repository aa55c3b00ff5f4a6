import { CheckpointError, decodeSafetensors, encodeSafetensors } from "@unroll/checkpoints";
import { Rng } from "@unroll/random";
import { scope, type Tensor } from "@unroll/tensor";
import { CharacterTokenizer } from "@unroll/tokenizers";
import type { CheckpointFiles } from "../training/events.ts";
import { refusal } from "../training/refusal.ts";
import { integerIn, objectIn, openSealed, parseJson, requireFile, seal } from "../training/sealed-json.ts";
import { LanguageModel, type LanguageModelConfig, weightCount } from "./model.ts";

const FORMAT = { format: "unroll-language-model", version: 1 };
const CELL = "gru";

/** Options of {@link languageModelFiles}. */
export interface LanguageModelFilesOptions {
  /** What is known of the model, as `{ heldOutLoss: 1.55 }`: for `config.json` and `README.md`. */
  readonly metrics?: Readonly<Record<string, number>>;
}

/**
 * A model as files: `model.safetensors` (the weights under their state names, for PyTorch too), `tokenizer.json`, `config.json` (sizes,
 * metrics, and the length and CRC-32 of the other files) and `README.md`.
 *
 * @example
 * ```ts
 * import { Rng } from "@unroll/random";
 * import { LanguageModel, languageModelFiles, languageModelFromFiles } from "@unroll/tasks";
 * import { CharacterTokenizer } from "@unroll/tokenizers";
 *
 * const tokenizer = CharacterTokenizer.train("Call me Ishmael.");
 * const model = new LanguageModel(tokenizer, { embeddingSize: 3, hiddenSize: 7 }, { rng: new Rng(1) });
 * const files = languageModelFiles(model);
 * Object.keys(files).sort(); // => ["README.md", "config.json", "model.safetensors", "tokenizer.json"]
 * languageModelFromFiles(files).config; // => { "embeddingSize": 3, "hiddenSize": 7, "numLayers": 1 }
 * ```
 */
export function languageModelFiles(model: LanguageModel, options: LanguageModelFilesOptions = {}): CheckpointFiles {
  const { metrics = {} } = options;
  const parts = {
    "model.safetensors": encodeSafetensors(model.stateDict()),
    "tokenizer.json": new TextEncoder().encode(`${JSON.stringify(model.tokenizer)}\n`),
  };
  return {
    ...parts,
    "config.json": seal({ ...FORMAT, model: { cell: CELL, ...model.config }, metrics }, parts),
    "README.md": new TextEncoder().encode(readme(model, metrics)),
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
  const sizes = objectIn(json, "model", "config.json");
  if (sizes.cell !== CELL) {
    throw new CheckpointError(`config.json: model.cell must be "${CELL}"; got ${JSON.stringify(sizes.cell)}`);
  }
  const config: LanguageModelConfig = {
    embeddingSize: integerIn(sizes, "embeddingSize", 1, "config.json: model"),
    hiddenSize: integerIn(sizes, "hiddenSize", 1, "config.json: model"),
    numLayers: integerIn(sizes, "numLayers", 1, "config.json: model"),
  };
  const tokenizer = readTokenizer(files);
  return scope(() => {
    const { tensors } = decodeSafetensors(requireFile(files, "model.safetensors"));
    requireSize(config, tokenizer.vocabulary.size, Object.values(tensors));
    // The first weights are overwritten; a generator of its own leaves the realm's alone.
    const model = new LanguageModel(tokenizer, config, { rng: new Rng(0) });
    try {
      model.loadStateDict(tensors);
      return model;
    } catch (error) {
      model.dispose();
      throw refusal(`model.safetensors: the weights do not fit config.json (${(error as Error).message})`, error);
    }
  }, "languageModelFromFiles");
}

function readTokenizer(files: CheckpointFiles): CharacterTokenizer {
  const json = parseJson(files, "tokenizer.json");
  try {
    return CharacterTokenizer.fromJSON(json);
  } catch (error) {
    throw refusal(`tokenizer.json: ${(error as Error).message}`, error);
  }
}

/** Refuses sizes that the weights do not have, before memory is asked for: a hostile file may say anything. */
function requireSize(config: LanguageModelConfig, vocabSize: number, tensors: readonly Pick<Tensor, "size">[]): void {
  const expected = weightCount(config, vocabSize);
  const got = tensors.reduce((sum, { size }) => sum + size, 0);
  if (got !== expected) {
    throw new CheckpointError(
      `model.safetensors: a model of the sizes in config.json and ${vocabSize} characters has ${expected} weights; got ${got}`,
    );
  }
}

function readme(model: LanguageModel, metrics: Readonly<Record<string, number>>): string {
  const { embeddingSize, hiddenSize, numLayers } = model.config;
  const known = Object.entries(metrics).map(([name, value]) => `- ${name}: ${Number(value.toPrecision(6))}`);
  return `# A character language model

A GRU over characters, made by Unroll: embedding size ${embeddingSize}, hidden size ${hiddenSize}, ${numLayers} layer${numLayers === 1 ? "" : "s"}, a vocabulary of ${model.tokenizer.vocabulary.size} characters.
${known.length === 0 ? "" : `\n${known.join("\n")}\n`}
Losses are in nats per character.

\`\`\`ts
import { generateText } from "@unroll/tasks";
import { loadLanguageModel } from "@unroll/tasks/node";
import { refusal } from "../training/refusal.ts";

const model = await loadLanguageModel("."); // this folder
console.log(await generateText(model, { prompt: "", length: 400, temperature: 0.8 }));
\`\`\`

| file | what it holds |
|---|---|
| \`model.safetensors\` | the weights, under PyTorch's names for \`torch.nn.Embedding\`, \`GRU\` and \`Linear\` |
| \`tokenizer.json\` | the characters and their ids |
| \`config.json\` | sizes, metrics, and the checksums of the files above |
| \`training.*\` | if present: what a training run needs to go on |
`;
}
