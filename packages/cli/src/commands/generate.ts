import { once } from "node:events";
import { Rng } from "@unroll/random";
import { generate } from "@unroll/tasks";
import { loadLanguageModel } from "@unroll/tasks/node";
import { setBackend } from "@unroll/tensor";
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
    model.tokenizer.encode(prompt); // an unknown character is told before anything is written
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
