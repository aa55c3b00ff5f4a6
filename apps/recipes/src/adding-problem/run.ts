import { setReproducible } from "@unroll/tensor";
import type { Print } from "../print.ts";
import { networks } from "./networks.ts";
import { constantBaseline } from "./task.ts";
import { train } from "./train.ts";

/** What was asked for. */
export interface AddingOptions {
  readonly length: number;
  readonly steps: number;
  readonly seeds: readonly number[];
}

/** Trains every network with every seed, and prints a table in Markdown. Gives the exit code: 1 when one surprises. */
export function run({ length: time, steps, seeds }: AddingOptions, print: Print): number {
  setReproducible(true);
  const threshold = constantBaseline / 10;
  print(
    `| network | learning rate | ${seeds.map((seed) => `error, seed ${seed}`).join(" | ")} | gradient kept | seconds |`,
  );
  print(`|---|---|${"---|".repeat(seeds.length)}---|---|`);
  const surprises: string[] = [];
  for (const network of networks) {
    const start = process.cpuUsage();
    const outcomes = seeds.map((seed) => train({ network, time, steps, seed }));
    const { user, system } = process.cpuUsage(start);
    const errors = outcomes.map(({ error }) => error);
    const kept = Math.max(...outcomes.map(({ gradientKept }) => gradientKept));
    const cells = [
      ...[network.name, String(network.learningRate), ...errors.map((error) => error.toFixed(4))],
      ...[kept.toExponential(0), ((user + system) / 1e6).toFixed(0)],
    ];
    print(`| ${cells.join(" | ")} |`);
    const isAsExpected = errors.every((error) => error < threshold === network.isExpectedToLearn);
    if (!isAsExpected) surprises.push(network.name);
  }
  print("");
  print(`a constant answer: ${constantBaseline}; a tenth of it: ${threshold.toFixed(5)}`);
  if (surprises.length > 0) print(`not as expected: ${surprises.join(", ")}`);
  return surprises.length > 0 ? 1 : 0;
}
