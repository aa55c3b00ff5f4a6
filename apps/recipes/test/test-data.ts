import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { type DataFile, dataFolder, repositoryData } from "../src/data.ts";

/** The folder of data that has a file: where recipes look, or, for tests alone, beside the repository. */
export function folderWith(file: DataFile): string | undefined {
  const beside = resolve(repositoryData, "../../shared/data");
  return [dataFolder(), beside].find((folder) => existsSync(join(folder, file.path)));
}
