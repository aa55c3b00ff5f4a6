import { expect, test } from "vitest";
import { createProgram, type Options } from "../src/options.ts";

async function parse(...args: string[]): Promise<Options> {
  let parsed: Options | undefined;
  const program = createProgram(async (options) => {
    parsed = options;
  });
  await program.parseAsync(args, { from: "user" });
  return parsed as Options;
}

test("without options everything is measured, beside everyone", async () => {
  expect(await parse()).toEqual({
    ...{ quick: false, fresh: false, json: false, backend: "wasm-relaxed", threads: 1, clock: "wall", python: [] },
    peers: ["tfjs", "jax", "ort-web", "ort-node", "pytorch", "hugging-face"],
  });
});

test("lists take commas and spaces", async () => {
  const shapes = ["--shapes", "32,10,5,3", "1,50,64,64"];
  const options = await parse("--only", "train,forward", "ragged", "--cells", "gru", ...shapes, "--peers", "tfjs");
  expect(options.only).toEqual(["train", "forward", "ragged"]);
  expect(options.cells).toEqual(["gru"]);
  expect(options.peers).toEqual(["tfjs"]);
  expect(options.shapes).toEqual([
    { batch: 32, time: 10, inputSize: 5, hiddenSize: 3 },
    { batch: 1, time: 50, inputSize: 64, hiddenSize: 64 },
  ]);
  expect((await parse("--peers", "none")).peers).toEqual([]);
  expect((await parse("--python", "a,b", "c d")).python).toEqual(["a", "b", "c d"]);
});

test.each([
  [["--threads", "2"], "one thread"],
  [["--threads", "0"], "positive whole number"],
  [["--backend", "native"], "no native backend"],
  [["--backend", "gpu"], "expected one of wasm-relaxed, wasm-strict, reference"],
  [["--shapes", "1,2,3"], "four positive whole numbers"],
  [["--shapes", "1,2,3,0"], "four positive whole numbers"],
  [["--only", "train,nothing"], "expected some of train, adam"],
  [["--peers", "keras"], "expected some of tfjs"],
  [["--clock", "sun"], "expected wall or cpu"],
  [["--quik"], "unknown option"],
  [["train"], "too many arguments"],
])("%j is refused", async (args, message) => {
  await expect(parse(...args)).rejects.toThrow(message);
});

test("the help fits into 80 columns", () => {
  const lines = createProgram(async () => {})
    .helpInformation()
    .split("\n");
  expect(lines.length).toBeGreaterThan(20);
  for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(80);
});
