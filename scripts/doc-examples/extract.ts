/** Finds the runnable examples of a package: the ```ts blocks of its doc comments and of its Markdown files. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** One ```ts block. */
export interface Example {
  /** The file it stands in. */
  file: string;
  /** The line of its first line of code, counted from 1. */
  line: number;
  /** Its code: as many empty lines as stand above it in the file, so that every line has its own number. */
  code: string;
}

/** The examples of the Markdown text or TypeScript source `text` of `file`. */
export function examplesIn(file: string, text: string): Example[] {
  return file.endsWith(".md") ? blocksOf(file, text.split("\n"), 0) : docCommentsOf(file, text);
}

/** The files of `folder` that may hold examples, `README.md` and `src/` for a package. */
export function sourcesIn(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /\.(ts|md)$/.test(entry.name) && !entry.parentPath.includes("generated"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** All examples of the given files. */
export function examplesOf(files: string[]): Example[] {
  return files.flatMap((file) => examplesIn(file, readFileSync(file, "utf8")));
}

function docCommentsOf(file: string, text: string): Example[] {
  if (!text.includes("```ts")) return [];
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, false);
  const found = new Map<number, Example[]>();
  const visit = (node: ts.Node): void => {
    for (const range of ts.getLeadingCommentRanges(text, node.pos) ?? []) {
      if (found.has(range.pos) || !text.startsWith("/**", range.pos)) continue;
      const first = source.getLineAndCharacterOfPosition(range.pos).line;
      const lines = text.slice(range.pos, range.end).split("\n");
      const bare = lines.map((line) => line.replace(/^\s*(\/\*\*|\*\/|\*) ?/, "").replace(/\*\/\s*$/, ""));
      found.set(range.pos, blocksOf(file, bare, first));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...found.values()].flat();
}

function blocksOf(file: string, lines: string[], offset: number): Example[] {
  const examples: Example[] = [];
  for (let i = 0; i < lines.length; i++) {
    const fence = /^(\s*)(`{3,})(.*)$/.exec(lines[i] ?? "");
    if (fence === null) continue;
    const [, indent = "", ticks = "", info = ""] = fence;
    const start = i + 1;
    let end = start;
    while (end < lines.length && (lines[end] ?? "").trim() !== ticks) end++;
    if (end === lines.length) throw new Error(`${file}:${offset + i + 1}: this code block has no end`);
    const [language, ...rest] = info.trim().split(/[\s:]+/);
    if (language === "ts" || language === "typescript") {
      if (rest[0] === "no-run") {
        if (rest.length < 2) {
          throw new Error(`${file}:${offset + i + 1}: say why this block is not run: \`\`\`ts no-run: the reason`);
        }
      } else {
        const code = lines
          .slice(start, end)
          .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line));
        examples.push({ file, line: offset + start + 1, code: "\n".repeat(offset + start) + code.join("\n") });
      }
    }
    i = end;
  }
  return examples;
}
