/** The formats that {@link readExamples} knows: lines of text, tables, JSON lines, columns of tokens. */
export type CorpusFormat = "text" | "tsv" | "csv" | "jsonl" | "conll" | "conllu";

const endings: Readonly<Record<string, CorpusFormat>> = {
  conllu: "conllu",
  conll: "conll",
  bio: "conll",
  iob: "conll",
  iob2: "conll",
  csv: "csv",
  jsonl: "jsonl",
  ndjson: "jsonl",
  json: "jsonl",
};

/** The format of a file by the ending of its name or, where that tells nothing, by its first lines. */
export function guessFormat(name: string, beginning: string): CorpusFormat {
  const ending = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
  const told = Object.hasOwn(endings, ending) ? endings[ending] : undefined;
  if (told !== undefined) return told;
  const found = byContent(wholeLines(beginning));
  return found === "text" && (ending === "tsv" || ending === "tab") && beginning.includes("\t") ? "tsv" : found;
}

/** The lines of a beginning; the last may be half of one. */
function wholeLines(beginning: string): string[] {
  const lines = beginning.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  return lines.length > 1 ? lines.slice(0, -1) : lines;
}

function byContent(lines: readonly string[]): CorpusFormat {
  const first = lines.findIndex((line) => line.trim() !== "" && !line.startsWith("#"));
  if (first < 0) return "text";
  if (/^\d+([-.]\d+)?(\t[^\t]+){9}$/.test(lines[first]!)) return "conllu";
  const full = lines.filter((line) => line.trim() !== "");
  if (full.every((line) => /^\s*[{["]/.test(line) && isJson(line))) return "jsonl";
  const inSentences = lines.some((line, i) => i > 0 && line.trim() === "" && lines[i - 1]!.trim() !== "");
  const columns = (separator: string | RegExp): number => {
    const [count, ...others] = new Set(full.map((line) => line.split(separator, 1000).length));
    return others.length === 0 ? count! : 0;
  };
  if (columns("\t") > 1) return inSentences ? "conll" : "tsv";
  // A poem may have two words in every line; tags are in capitals, and words are not all.
  const tagged = full.every((line) => / (O|[BIESLU]-\S+|[A-Z][A-Z$0-9|-]*|[^\w\s]+)$/.test(line));
  return inSentences && tagged && columns(/ +/) > 1 ? "conll" : "text";
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
