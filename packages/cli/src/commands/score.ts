import { setImmediate } from "node:timers/promises";
import { readTextFile } from "@unroll/datasets/node";
import { type ScoredToken, scoreSummary, scoreTokens } from "@unroll/tasks";
import { setBackend } from "@unroll/tensor";
import { UsageError } from "../errors.ts";
import { Interruption } from "../interruption.ts";
import { openModel, requireKnown } from "../model-folder.ts";
import { count } from "../numbers.ts";
import type { Session } from "../session.ts";
import { tableLines } from "../table.ts";
import type { ScoreOptions } from "./score-options.ts";

/** How many of the least likely tokens people see. */
const shown = 10;

/** Tells how likely the model in a folder finds a text. */
export async function scoreLm(file: string | undefined, options: ScoreOptions, session: Session): Promise<number> {
  const { prompt, backend } = options;
  if ((file === undefined) === (options.text === undefined)) {
    throw new UsageError("score takes a file or --text, one of the two");
  }
  if (backend !== undefined) setBackend(backend);
  const interruption = new Interruption();
  const text = options.text ?? (await readTextFile(file!)).text;
  const model = await openModel(options.model);
  try {
    requireKnown(prompt, "--prompt", model);
    requireKnown(text, file ?? "--text", model);
    const logProbabilities: { logProbability: number }[] = [];
    const least: ScoredToken[] = [];
    for (const token of scoreTokens(model, text, { prompt })) {
      logProbabilities.push({ logProbability: token.logProbability });
      session.event({ type: "token", ...token });
      insert(least, token);
      // Lets Ctrl-C arrive, and the output drain.
      if (logProbabilities.length % 256 === 0) await setImmediate();
      if (interruption.signal.aborted) return interruption.exitCode;
    }
    const summary = scoreSummary(logProbabilities, text);
    session.event({
      type: "score",
      model: options.model,
      file: file ?? null,
      ...summary,
      tokens: logProbabilities.length,
    });
    if (!session.json) tell(session, summary, logProbabilities.length, least, text);
    return interruption.exitCode;
  } finally {
    model.dispose();
    interruption.stop();
  }
}

/** Keeps the least likely tokens, the least likely first. */
function insert(least: ScoredToken[], token: ScoredToken): void {
  const at = least.findIndex((other) => token.logProbability < other.logProbability);
  if (at < 0 && least.length >= shown) return;
  least.splice(at < 0 ? least.length : at, 0, token);
  if (least.length > shown) least.pop();
}

function tell(
  session: Session,
  summary: ReturnType<typeof scoreSummary>,
  tokens: number,
  least: readonly ScoredToken[],
  text: string,
): void {
  const { line, palette } = session.out;
  const figures: [string, string][] = [
    ["tokens", count(tokens)],
    ["log-probability", summary.logProbability.toFixed(2)],
    ["nats per token", summary.loss.toFixed(3)],
    ["perplexity", summary.perplexity.toFixed(2)],
    ["bits per character", summary.bitsPerCharacter.toFixed(3)],
  ];
  for (const [name, value] of figures) line(`${name.padEnd(20)}${palette.bold(value.padStart(12))}`);
  line();
  line("What it expected least:");
  const rows = least.map(({ text: token, start, logProbability }) => ({
    cells: [
      visible([...text.slice(Math.max(0, start - 60), start)].slice(-30).join("")),
      visible(token),
      logProbability.toFixed(2),
    ],
  }));
  for (const each of tableLines(["after", "token", "log p"], rows, palette)) line(`  ${each}`);
}

/** A text in one line of at most 30 characters, what cannot be seen written out. */
function visible(text: string): string {
  const written = text
    .replaceAll("\n", "\\n")
    .replaceAll("\t", "\\t")
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, "\ufffd");
  return [...written].slice(-30).join("");
}
