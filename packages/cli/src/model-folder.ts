import type { LanguageModel } from "@unroll/tasks";
import { loadLanguageModel } from "@unroll/tasks/node";
import { UnknownTokenError } from "@unroll/tokenizers";
import { CommandError } from "./errors.ts";
import { inspectFolder } from "./output-folder.ts";

/** The model in a folder. @throws CommandError when nothing is there. */
export async function openModel(folder: string): Promise<LanguageModel> {
  if ((await inspectFolder(folder)).kind === "nothing") {
    throw new CommandError(`there is no model in '${folder}'; unroll train lm makes one`);
  }
  return loadLanguageModel(folder);
}

/**
 * Refuses a text with characters that the model does not know, before anything is written.
 *
 * @param from where the text stands, such as `--prompt`.
 * @throws UnknownTokenError in the words of the command line.
 */
export function requireKnown(text: string, from: string, model: LanguageModel): void {
  try {
    model.encode(text);
  } catch (error) {
    if (!(error instanceof UnknownTokenError)) throw error;
    const code = error.codePoint.toString(16).toUpperCase().padStart(4, "0");
    throw new UnknownTokenError(
      `${from} has ${JSON.stringify(error.character)} (U+${code}), a character that does not occur in the text from which the model learnt`,
      error,
    );
  }
}
