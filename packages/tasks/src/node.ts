export { loadLanguageModel, saveLanguageModel } from "./language-modeling/folder.ts";
export { loadFolder, saveFolder } from "./training/folder.ts";
