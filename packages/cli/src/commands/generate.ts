import { once } from "node:events";
import { Rng } from "@unroll/random";
import { generate, type LanguageModel } from "@unroll/tasks";
import { loadLanguageModel } from "@unroll/tasks/node";
import { setBackend } from "@unroll/tensor";
import { UnknownTokenError } from "@unroll/tokenizers";
import { CommandError } from "../errors.ts";
import { Interruption } from "../interruption.ts";
import { inspectFolder } from "../output-folder.ts";
import type { Session } from "../session.ts";
import type { GenerateOptions } from "./generate-options.ts";

/** Writes on from a prompt with the model in a folder, each character as soon as it is drawn. */
export async function generateLm(folder: string, options: GenerateOptions, session: Session): Promise<number> {
  const { prompt, length, temperature, seed, backend } = options;
  if (backend !== undefined) setBackend(backend);
  const interruption = new Interruption();
  if ((await inspectFolder(folder)).kind === "nothing") {
    throw new CommandError(`there is no model in '${folder}'; unroll train lm makes one`);
  }
  const model = await loadLanguageModel(folder);
  try {
    requireKnown(prompt, model); // before anything is written
    const { stream, palette } = session.out;
    let text = "";
    if (!session.json) stream.write(palette.bold(prompt));
    const signal = interruption.signal;
    for await (const character of generate(model, { prompt, length, temperature, rng: new Rng(seed), signal })) {
      text += character;
      if (!session.json && !stream.write(character)) await once(stream, "drain");
    }
    if (!session.json) stream.write("\n");
    session.event({ type: "text", folder, prompt, text, temperature, seed });
    return interruption.exitCode;
  } finally {
    model.dispose();
    interruption.stop();
  }
}

/** @throws UnknownTokenError in the words of the command line. */
function requireKnown(prompt: string, model: LanguageModel): void {
  try {
    model.encode(prompt);
  } catch (error) {
    if (!(error instanceof UnknownTokenError)) throw error;
    const code = error.codePoint.toString(16).toUpperCase().padStart(4, "0");
    throw new UnknownTokenError(
      `--prompt has ${JSON.stringify(error.character)} (U+${code}), a character that does not occur in the text from which the model learnt`,
      error,
    );
  }
}
