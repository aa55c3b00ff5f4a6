import { once } from "node:events";
import { Rng } from "@unroll/random";
import { generateBest, generateTokens, type LanguageModel } from "@unroll/tasks";
import { setBackend } from "@unroll/tensor";
import { Interruption } from "../interruption.ts";
import { openModel, requireKnown } from "../model-folder.ts";
import type { Session } from "../session.ts";
import type { GenerateOptions } from "./generate-options.ts";

/** Writes on from a prompt with the model in a folder. */
export async function generateLm(folder: string, options: GenerateOptions, session: Session): Promise<number> {
  if (options.backend !== undefined) setBackend(options.backend);
  const interruption = new Interruption();
  const model = await openModel(folder);
  try {
    requireKnown(options.prompt, "--prompt", model);
    const write = options.beam === undefined ? draw : search;
    await write(model, folder, options, session, interruption.signal);
    return interruption.exitCode;
  } finally {
    model.dispose();
    interruption.stop();
  }
}

/** Each token as soon as it is drawn. */
async function draw(
  model: LanguageModel,
  folder: string,
  options: GenerateOptions,
  session: Session,
  signal: AbortSignal,
): Promise<void> {
  const { backend: _, beam: __, seed, ...rest } = options;
  const generation = generateTokens(model, { ...rest, rng: new Rng(seed), signal });
  const { stream, palette } = session.out;
  const { prompt, temperature } = options;
  const tokens: { text: string; logProbability: number }[] = [];
  let begun = false;
  for await (const { text, logProbability } of generation) {
    // The prompt comes with the first token, so that nothing stands before an error.
    const piece = !begun ? palette.bold(prompt) + text : text;
    begun = true;
    if (session.json) tokens.push({ text, logProbability });
    else if (!stream.write(piece)) await once(stream, "drain");
  }
  if (!session.json) stream.write("\n");
  const text = tokens.map((token) => token.text).join("");
  session.event({ type: "text", folder, prompt, text, temperature, seed, end: generation.end, tokens });
}

/** The likeliest texts that a beam finds: the best for people, all of them for scripts. */
async function search(
  model: LanguageModel,
  folder: string,
  options: GenerateOptions,
  session: Session,
  signal: AbortSignal,
): Promise<void> {
  const { prompt, length, stop, alphabet, beam: beamSize = 1 } = options;
  const alphabetOption = alphabet === undefined ? {} : { alphabet };
  const found = await generateBest(model, { prompt, length, stop, beamSize, signal, ...alphabetOption }).catch(
    (error: unknown) => {
      if (signal.aborted) return [];
      throw error;
    },
  );
  const [best] = found;
  if (best === undefined) return;
  if (!session.json) session.out.line(session.out.palette.bold(prompt) + best.text);
  const hypotheses = found.map(({ text, logProbability, logProbabilities }) => ({
    text,
    logProbability,
    logProbabilities: Array.from(logProbabilities),
  }));
  session.event({ type: "text", folder, prompt, text: best.text, beam: beamSize, hypotheses });
}
