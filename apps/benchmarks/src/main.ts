import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { CommanderError } from "commander";
import { casesOf, nameOf } from "./cases.ts";
import { measure, quickPace, standardPace } from "./conductor.ts";
import { installPeers, lineUp } from "./line-up.ts";
import { checksum, machine, revision } from "./machine.ts";
import { createProgram, type Options } from "./options.ts";
import { Progress } from "./progress.ts";
import { jsonReport, markdownReport, textReport } from "./report/report.ts";
import { type CaseResult, type Conditions, ResultsFile } from "./results.ts";

/** Runs the command: prints what was measured, and gives the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    await createProgram((options) => bench(options, args)).parseAsync([...args], { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0; // --help
    process.stderr.write(`error: ${sentence(error)}\n`);
    return error instanceof CommanderError ? 2 : 1;
  }
}

/** No case of `--quick` begins later, in milliseconds: on a busy machine it would not end in three minutes. */
const quickTime = 140_000;

async function bench(options: Options, args: readonly string[]): Promise<void> {
  const { quick, backend, threads, clock, json, markdown } = options;
  const progress = new Progress(!json);
  if (options.peers.some((peer) => peer !== "pytorch")) installPeers((message) => progress.say(message));
  const { entrants, absent } = await lineUp(options.peers, options.python, backend.startsWith("wasm"));
  const peers = entrants.map(({ id, command }) => (id.startsWith("pytorch") ? `${id} ${command[0]}` : id));
  const code = { unroll: revision("packages"), harness: revision("apps/benchmarks/src/entrants") };
  const conditions: Conditions = { ...code, backend, threads, clock, quick, peers, ...machine() };
  const file = openResults(options, conditions);
  const cases = casesOf(options);
  const before = cases.filter((each) => file.find(each) !== undefined).length;
  if (before > 0) progress.say(`${before} of ${cases.length} cases were measured before; --fresh forgets them`);

  const folder = mkdtempSync(join(tmpdir(), "unroll-bench-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  process.once("SIGINT", () => process.exit(130)); // what is measured is kept; the entrants end with their input
  const results: CaseResult[] = [];
  const leftOut: string[] = [];
  try {
    for (const [index, each] of cases.entries()) {
      const place = `${index + 1}/${cases.length}`;
      const notify = (message: string): void => progress.show(`${place} ${message}`);
      const pace = quick ? quickPace : standardPace;
      const kept = file.find(each);
      if (kept === undefined && quick && performance.now() > quickTime) {
        leftOut.push(nameOf(each));
        continue;
      }
      const result = kept ?? (await measure(each, { entrants, backend, threads, clock, pace, folder, notify }));
      if (kept === undefined) {
        file.append(result);
        progress.say(`${place} ${nameOf(each)}`);
      }
      results.push(result);
    }
  } finally {
    progress.end();
  }
  if (leftOut.length > 0) absent.push(`Left out, since the time of --quick was over: ${leftOut.join("; ")}`);
  const run = { conditions, entrants, results, absent, command: commandLine(args) };
  if (markdown !== undefined) writeFileSync(fromCaller(markdown), markdownReport(run));
  process.stdout.write(`${json ? jsonReport(run) : textReport(run, process.stdout.isTTY === true)}\n`);
}

function openResults({ results, fresh }: Options, conditions: Conditions): ResultsFile {
  const name = `${checksum(JSON.stringify(conditions))}.jsonl`;
  const path = results === undefined ? resolve(import.meta.dirname, "../.results", name) : fromCaller(results);
  if (fresh) rmSync(path, { force: true });
  return new ResultsFile(path, conditions);
}

/** npm runs scripts in the folder of their package; what was typed is meant from where it was typed. */
function fromCaller(path: string): string {
  return resolve(process.env.INIT_CWD ?? process.cwd(), path);
}

function commandLine(args: readonly string[]): string {
  return ["npm run bench", ...(args.length > 0 ? ["--", ...args] : [])].join(" ");
}

/** Parsing errors in our words: the option, what is wrong, what came. */
function sentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message
    .replace(/^error: /, "")
    .replace(/\. Expected (.*)\.$/, "; expected $1")
    .replace(/\n\(Did you mean (.*)\?\)$/, "; did you mean $1?")
    .replace(/^option '(--[\w-]+)[^']*' argument '(.*)' is invalid\. (.*)$/s, "$1: $3; got '$2'");
}
