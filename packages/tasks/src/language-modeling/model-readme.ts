import { tokenizerKindOf } from "./config-json.ts";
import type { LanguageModel, LanguageModelConfig } from "./model.ts";

/** What stands in the folder of a model, for people. */
export function modelReadme(model: LanguageModel, metrics: Readonly<Record<string, number>>): string {
  const token = tokenizerKindOf(model.tokenizer) === "characters" ? "character" : "token";
  const known = Object.entries(metrics).map(([name, value]) => `- ${name}: ${Number(value.toPrecision(6))}`);
  return `# A ${token} language model

${description(model.config)}, made by Unroll, over a vocabulary of ${model.vocabSize} ${token}s.
${known.length === 0 ? "" : `\n${known.join("\n")}\n`}
Losses are in nats per ${token}.

\`\`\`ts
import { generateText } from "@unroll/tasks";
import { loadLanguageModel } from "@unroll/tasks/node";

const model = await loadLanguageModel("."); // this folder
console.log(await generateText(model, { prompt: "", length: 400, temperature: 0.8 }));
\`\`\`

| file | what it holds |
|---|---|
| \`model.safetensors\` | the weights, under PyTorch's names for ${layers(model.config)} |
| \`tokenizer.json\` | the tokens and their ids, as Hugging Face's libraries read them |
| \`config.json\` | kind and sizes, metrics, and the checksums of the files above |
| \`training.*\` | if present: what a training run needs to go on |
`;
}

function description(config: LanguageModelConfig): string {
  const { embeddingSize, hiddenSize, dropout } = config;
  const sizes = `embedding size ${embeddingSize}, hidden size ${hiddenSize}`;
  const dropped = dropout > 0 ? `, dropout ${dropout}` : "";
  if (config.kind === "window") return `A window model: context ${config.context}, ${sizes}${dropped}`;
  const { cell, numLayers, tied } = config;
  const layers = `${numLayers} layer${numLayers === 1 ? "" : "s"}`;
  return `A recurrent model: ${cell.toUpperCase()}, ${sizes}, ${layers}${dropped}${tied ? ", tied weights" : ""}`;
}

function layers(config: LanguageModelConfig): string {
  const hidden = config.kind === "window" ? "Linear" : config.cell.toUpperCase();
  return `\`torch.nn.Embedding\`, \`${hidden}\` and \`Linear\``;
}
