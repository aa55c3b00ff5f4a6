import { MultiBar } from "cli-progress";
import { clock, loss, rate } from "./numbers.ts";
import type { Output, Palette } from "./terminal.ts";

/** Where a training run stands. */
export interface Standing {
  step: number;
  /** How much of the run is done, from 0 to 1. */
  fraction: number;
  /** Of the last batches, in nats per character. */
  loss: number | undefined;
  /** In nats per character. */
  heldOutLoss: number | undefined;
  charactersPerSecond: number;
  secondsLeft: number;
}

/** Shows where a run stands while it runs. */
export interface Progress {
  update(standing: Standing): void;
  /** Leave a line in the record above the bar. */
  log(text: string): void;
  /** Take the bar away; nothing is shown from here on. */
  stop(): void;
}

/** A bar that is redrawn on a terminal; elsewhere a line every few seconds. */
export function progress(output: Output): Progress {
  return output.isTerminal ? barProgress(output) : lineProgress(output);
}

function barProgress(output: Output): Progress {
  const { stream, palette } = output;
  let standing: Standing | undefined;
  const bars = new MultiBar({
    stream,
    // The text of the bar stays the same while a line is logged above it; it must be drawn again all the same.
    forceRedraw: true,
    hideCursor: true,
    clearOnComplete: true,
    linewrap: false,
    fps: 10,
    format: () => (standing === undefined ? "" : barLine(standing, stream.columns ?? 80, palette)),
  });
  const bar = bars.create(1, 0);
  const restore = (): void => {
    stream.write("\u001b[?25h\u001b[?7h"); // the cursor, and the wrapping of long lines
  };
  process.once("exit", restore);
  let stopped = false;
  return {
    update: (next) => {
      standing = next;
      bar.update(next.fraction);
    },
    log: (text) => {
      if (stopped) output.line(text);
      else bars.log(`${text}\n`);
    },
    stop: () => {
      if (stopped) return;
      stopped = true;
      bars.update(); // what was logged since the last redraw
      bars.stop();
      process.off("exit", restore);
    },
  };
}

/**
 * The line of the bar, at most `columns - 1` characters wide:
 *
 *     ━━━━━━━━━━━━────────  61%  loss 1.482  held-out 1.561  412k chars/s  0:48 left
 *
 * What does not fit is left out from the right but for the time, and then the bar shrinks.
 */
export function barLine(standing: Standing, columns: number, palette: Palette): string {
  const space = Math.max(0, columns - 1);
  const percent = `${Math.floor(100 * clamp(standing.fraction))}%`.padStart(4);
  const left = `${clock(standing.secondsLeft)} left`;
  const fields = [
    `loss ${loss(standing.loss)}`,
    `held-out ${loss(standing.heldOutLoss)}`,
    `${rate(standing.charactersPerSecond)} chars/s`,
  ];
  const widthOf = (parts: readonly string[]): number => parts.join("  ").length;
  while (fields.length > 0 && widthOf([percent, ...fields, left]) + 9 > space) fields.pop();
  const text = [...fields, left].join("  ");
  const size = Math.min(24, space - percent.length - text.length - 3);
  if (size < 4) return `${percent}  ${left}`.trimStart().slice(0, space);
  const done = Math.round(size * clamp(standing.fraction));
  return `${palette.cyan("━".repeat(done))}${palette.dim("─".repeat(size - done))} ${percent}  ${text}`;
}

const secondsBetweenLines = 5;

function lineProgress(output: Output): Progress {
  let last = Date.now();
  return {
    update: (standing) => {
      if (Date.now() - last < 1000 * secondsBetweenLines) return;
      last = Date.now();
      output.line(plainLine(standing));
    },
    log: (text) => output.line(text),
    stop: () => {},
  };
}

/** The same in a file or a pipe: nothing is redrawn. */
export function plainLine(standing: Standing): string {
  return [
    `step ${standing.step}`,
    `${Math.floor(100 * clamp(standing.fraction))}%`,
    `loss ${loss(standing.loss)}`,
    `held-out ${loss(standing.heldOutLoss)}`,
    `${rate(standing.charactersPerSecond)} chars/s`,
    `${clock(standing.secondsLeft)} left`,
  ].join("  ");
}

function clamp(value: number): number {
  return Number.isFinite(value) ? Math.min(1, Math.max(0, value)) : 0;
}
