import { loadFolder, saveFolder } from "../training/folder.ts";
import { type LanguageModelFilesOptions, languageModelFiles, languageModelFromFiles } from "./files.ts";
import type { LanguageModel } from "./model.ts";

const PARTS = ["config.json", "model.safetensors", "tokenizer.json"];

/**
 * Saves a model in a folder, all files or none: see {@link languageModelFiles}.
 *
 * @throws CheckpointError when the folder cannot be written; what was there before is then still there.
 */
export async function saveLanguageModel(
  folder: string,
  model: LanguageModel,
  options: LanguageModelFilesOptions = {},
): Promise<void> {
  await saveFolder(folder, languageModelFiles(model, options));
}

/**
 * Loads the model in a folder that {@link saveLanguageModel} or a training run's checkpoints made.
 *
 * @throws CheckpointError saying which file is missing, damaged, or of another format or version.
 */
export async function loadLanguageModel(folder: string): Promise<LanguageModel> {
  return languageModelFromFiles(await loadFolder(folder, PARTS));
}
