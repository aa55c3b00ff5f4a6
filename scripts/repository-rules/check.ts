/** Reads every file that git knows or would add, and prints what breaks a rule of the repository. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { manifestProblems } from "./manifests.ts";
import { rules } from "./rules.ts";

const root = resolve(import.meta.dirname, "../..");
const listing = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
});
const files = new Set(listing.split("\0").filter((path) => path !== "" && existsSync(join(root, path))));
let failures = 0;
for (const path of files) {
  const applying = path === "pnpm-lock.yaml" ? [] : rules.filter((rule) => rule.appliesTo(path));
  const folder = /^packages\/([^/]+)\/package\.json$/.exec(path)?.[1];
  if (applying.length === 0 && folder === undefined) continue;
  const text = readFileSync(join(root, path), "utf8");
  const report = (name: string, line: number, message: string): void => {
    failures++;
    console.error(`${path}:${line}: ${name}: ${message}`);
  };
  for (const rule of applying) {
    for (const { line, message } of rule.problems(text, path)) report(rule.name, line, message);
  }
  if (folder !== undefined) {
    for (const { line, message } of manifestProblems(JSON.parse(text), folder, files))
      report("manifest", line, message);
  }
}
console.log(`${files.size} files read, ${failures} broken rules`);
process.exitCode = failures === 0 ? 0 : 1;
