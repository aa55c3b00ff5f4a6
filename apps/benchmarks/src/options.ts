import { availableBackends } from "@unroll/tensor";
import { Command, InvalidArgumentError, Option } from "commander";
import { type Cell, cells, type Group, groups, type Shape } from "./cases.ts";
import { type Peer, peers } from "./entrants.ts";
import type { Clock } from "./protocol.ts";

/** What was asked for. */
export interface Options {
  readonly quick: boolean;
  readonly only?: readonly Group[];
  readonly shapes?: readonly Shape[];
  readonly cells?: readonly Cell[];
  readonly peers: readonly Peer[];
  readonly python: readonly string[];
  readonly backend: string;
  readonly threads: number;
  readonly clock: Clock;
  readonly results?: string;
  readonly fresh: boolean;
  readonly json: boolean;
  readonly markdown?: string;
}

/** The command `npm run bench`, which hands its options to `run`. */
export function createProgram(run: (options: Options) => Promise<void>): Command {
  return new Command("npm run bench --")
    .usage("[options]")
    .description("Measure Unroll beside its peers, in one run, and print the ratios.")
    .helpOption("-h, --help", "print this help")
    .configureHelp({ helpWidth: 80 })
    .configureOutput({ getOutHelpWidth: () => 80, writeErr: () => {} })
    .exitOverride()
    .allowExcessArguments(false)
    .addOption(new Option("--quick", "a part of it, in less than three minutes").helpGroup(what))
    .addOption(
      new Option("--only <groups...>", `some groups: ${groups.join(", ")}`)
        .argParser(chosenFrom(groups))
        .helpGroup(what),
    )
    .addOption(
      new Option("--shapes <shapes...>", "some shapes of layers, each B,T,I,H, such as 32,35,128,128")
        .argParser(parseShape)
        .helpGroup(what),
    )
    .addOption(
      new Option("--cells <cells...>", `some layers: ${cells.join(", ")}`).argParser(chosenFrom(cells)).helpGroup(what),
    )
    .addOption(
      new Option("--peers <peers...>", `some peers: ${peers.join(", ")}; or none`)
        .argParser(chosenFrom([...peers, "none"]))
        .helpGroup(who),
    )
    .addOption(
      new Option("--python <commands...>", "Pythons that have torch; default: python3 on the PATH")
        .env("UNROLL_BENCH_PYTHON")
        .helpGroup(who),
    )
    .addOption(
      new Option("--backend <name>", `what computes in Unroll: ${availableBackends().join(", ")}`)
        .default(availableBackends()[0])
        .argParser(parseBackend)
        .helpGroup(who),
    )
    .addOption(new Option("--threads <n>", "of everyone").default(1).argParser(parseThreads).helpGroup(who))
    .addOption(
      new Option("--clock <clock>", "wall; or cpu, the time on the processor, on a machine that others use")
        .argParser(parseClock)
        .default("wall")
        .helpGroup(what),
    )
    .addOption(
      new Option("--results <file>", "where results are kept, to go on from; default: by their conditions").helpGroup(
        output,
      ),
    )
    .addOption(new Option("--fresh", "forget the results that are kept").helpGroup(output))
    .addOption(new Option("--json", "print JSON and nothing else").helpGroup(output))
    .addOption(new Option("--markdown <file>", "write the page of the docs, too").helpGroup(output))
    .addHelpText(
      "after",
      `
Examples:
  $ npm run bench -- --quick
  $ npm run bench -- --only train --cells gru --shapes 32,35,128,128
  $ npm run --silent bench -- --quick --json > bench.json

A run that is interrupted goes on where it stopped when it is called again.
Leave the machine alone meanwhile, and pin the run to one core if you can:
  $ taskset -c 1 npm run bench`,
    )
    .action((given: Given) => run(complete(given)));
}

const what = "What is measured:";
const who = "Who takes part:";
const output = "Results:";

type Given = Partial<Omit<Options, "peers">> &
  Pick<Options, "backend" | "threads" | "clock"> & { peers?: (Peer | "none")[] };

function complete({ peers: chosen = [...peers], python = [], ...given }: Given): Options {
  return {
    ...{ quick: false, fresh: false, json: false },
    ...given,
    peers: chosen.filter((each) => each !== "none"),
    python: python.flatMap((commands) => commands.split(",")),
  };
}

/** Each value by itself or several with commas. */
function chosenFrom<T extends string>(names: readonly T[]): (value: string, before?: readonly T[]) => T[] {
  return (value, before = []) => [
    ...before,
    ...value.split(",").map((name) => {
      const found = names.find((each) => each === name);
      if (found === undefined) throw new InvalidArgumentError(`expected some of ${names.join(", ")}`);
      return found;
    }),
  ];
}

function parseShape(value: string, before: readonly Shape[] = []): Shape[] {
  const numbers = value.split(",").map(Number);
  if (numbers.length !== 4 || !numbers.every((each) => Number.isSafeInteger(each) && each > 0)) {
    throw new InvalidArgumentError("expected four positive whole numbers B,T,I,H");
  }
  const [batch, time, inputSize, hiddenSize] = numbers as [number, number, number, number];
  return [...before, { batch, time, inputSize, hiddenSize }];
}

function parseBackend(value: string): string {
  const names = availableBackends();
  if (value === "native") throw new InvalidArgumentError("this version has no native backend");
  if (!names.some((name) => name === value)) throw new InvalidArgumentError(`expected one of ${names.join(", ")}`);
  return value;
}

function parseClock(value: string): Clock {
  if (value !== "wall" && value !== "cpu") throw new InvalidArgumentError("expected wall or cpu");
  return value;
}

function parseThreads(value: string): number {
  if (!/^[1-9]\d*$/.test(value)) throw new InvalidArgumentError("expected a positive whole number");
  if (value !== "1") throw new InvalidArgumentError("this version of Unroll computes on one thread");
  return 1;
}
