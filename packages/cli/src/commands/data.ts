import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { type Examples, readExamples, summarizeCorpus, summaryTable } from "@unroll/datasets";
import { CommandError, UsageError } from "../errors.ts";
import type { Session } from "../session.ts";
import { type DataOptions, kinds } from "./data-settings.ts";

/** Sums up the files as the parts of one corpus. The result is the exit code. */
export async function summarizeFiles(
  files: readonly string[],
  options: DataOptions,
  session: Session,
): Promise<number> {
  const { format, as, columns, unit, top } = options;
  await requireFiles(files);
  const parts = new Map<string, Examples>();
  const read: { file: string; format: string; columns: readonly (number | string)[] }[] = [];
  let kind = as === undefined ? undefined : kinds[as];
  let chosen = columns;
  for (const file of files) {
    const understood = await readExamples(createReadStream(file), {
      name: file,
      ...(format === undefined ? {} : { format }),
      ...(kind === undefined ? {} : { kind }),
      ...(chosen === undefined ? {} : { columns: chosen }),
    });
    // The other files are read as the first is: by itself a small one could look like something else.
    kind ??= understood.kind;
    if (understood.format === read.at(0)?.format || read.length === 0) chosen ??= understood.columns;
    read.push({ file, format: understood.format, columns: understood.columns.map(fromOne) });
    parts.set(nameFor(file, files), understood.examples);
  }
  const summary = await summarizeCorpus(parts, { unit, top });
  session.event({ type: "data", files: read, ...summary });
  if (!session.json) {
    const [first] = read as [(typeof read)[number]];
    const from = first.format === "text" ? "" : `, columns ${first.columns.join(" and ")}`;
    session.note(`Read as ${first.format}${from}; --format, --as and --columns say it otherwise.`);
    session.out.line(summaryTable(summary));
  }
  return 0;
}

/** What can be told before anything is read: a part that is there twice would be counted as one. */
async function requireFiles(files: readonly string[]): Promise<void> {
  for (const [i, file] of files.entries()) {
    if (files.indexOf(file) < i) throw new UsageError(`the file '${file}' is given twice`);
    if ((await stat(file)).isDirectory()) throw new CommandError(`'${file}' is a folder, not a file`);
  }
}

/** The name of a file without its folders, where that tells it from the others. */
function nameFor(file: string, files: readonly string[]): string {
  const name = basename(file);
  return files.filter((other) => basename(other) === name).length === 1 ? name : file;
}

function fromOne(column: number | string): number | string {
  return typeof column === "number" && column >= 0 ? column + 1 : column;
}
