import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { unroll, unrollHere } from "./command.ts";

const version = (JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string })
  .version;

describe("help", () => {
  test.each([
    [["--help"], "unroll train lm"],
    [[], "unroll train lm"],
    [["train", "lm", "--help"], "--hidden-size"],
    [["help", "generate"], "--temperature"],
    [["score", "--help"], "--text"],
    [["data", "--help"], "--columns"],
  ])("unroll %j fits 80 columns and has an example", async (args, has) => {
    const { code, stdout, stderr } = await unrollHere(args);
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(stdout).toContain(has);
    expect(stdout).toMatch(/^Examples?:$/m);
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });

  test("shows the defaults of the preset", async () => {
    const { standardPreset } = await import("@unroll/tasks");
    const { stdout } = await unrollHere(["train", "lm", "--help"]);
    const shown = [...stdout.matchAll(/\(default:\s+([\d.]+)\)/g)].map(([, value]) => Number(value));
    const { embeddingSize, hiddenSize, numLayers } = standardPreset.model;
    const { batchSize, time, steps, learningRate } = standardPreset.training;
    expect(shown).toEqual(expect.arrayContaining([embeddingSize, hiddenSize, numLayers, batchSize, time, steps]));
    expect(shown).toContain(learningRate);
  });
});

describe("a wrong call ends with code 2 and one sentence", () => {
  test.each<[string[], string]>([
    [["trian"], "unknown command 'trian'; did you mean train?"],
    [["train"], "a command is missing; unroll train --help lists them"],
    [["train", "lm", "--hiden-size", "3"], "unknown option '--hiden-size'; did you mean --hidden-size?"],
    [["train", "lm", "--hidden-size", "-3"], "--hidden-size: expected a whole number of at least 1; got '-3'"],
    [["train", "lm", "--steps", "2.5"], "--steps: expected a whole number of at least 1; got '2.5'"],
    [["train", "lm", "--seconds", "soon"], "--seconds: expected a number above 0; got 'soon'"],
    [["train", "lm", "--held-out", "1"], "--held-out: expected a number between 0 and 1, such as 0.1; got '1'"],
    [
      ["train", "lm", "--steps", "1", "--epochs", "2"],
      "option '--steps <n>' cannot be used with option '--epochs <n>'",
    ],
    [["train", "lm", "--out", ""], "--out: expected a path; got ''"],
    [["generate", "a", "b"], "too many arguments for 'generate'; expected 1 argument but got 2"],
    [["data"], "missing required argument 'files'"],
    [["data", "a", "--columns", "0"], "--columns: expected one or two places from 1, or names, such as 2,1; got '0'"],
    [["generate", "--length", "0"], "--length: expected a whole number of at least 1; got '0'"],
    [["generate", "--top-p", "0"], "--top-p: expected a number above 0 and at most 1, such as 0.9; got '0'"],
    [["generate", "--top-k", "0"], "--top-k: expected a whole number of at least 1; got '0'"],
    [["generate", "--beam", "0"], "--beam: expected a whole number from 1 to 1000; got '0'"],
    [["generate", "--beam", "1e9"], "--beam: expected a whole number from 1 to 1000; got '1e9'"],
    [["generate", "--beam", "2", "--top-k", "3"], "option '--beam <n>' cannot be used with option '--top-k <n>'"],
    [["generate", "--stop", ""], "--stop: expected a text that is not empty; got ''"],
    [["generate", "--alphabet", ""], "--alphabet: expected a text that is not empty; got ''"],
    [["score"], "score takes a file or --text, one of the two"],
    [["score", "book.txt", "--text", "a"], "score takes a file or --text, one of the two"],
    [["generate", "--temperature", "NaN"], "--temperature: expected a number of at least 0; got 'NaN'"],
  ])("unroll %j", async (args, message) => {
    expect(await unrollHere(args)).toEqual({ code: 2, stdout: "", stderr: `error: ${message}\n` });
  });

  test("as an object with --json", async () => {
    const { code, stdout, stderr } = await unrollHere(["generate", "--json", "--length", "none"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(JSON.parse(stderr)).toEqual({
      type: "error",
      code: "UsageError",
      message: "--length: expected a whole number of at least 1; got 'none'",
    });
  });
});

test("as a process it ends with the same code and the same words", async () => {
  expect(await unroll(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  const call = ["generate", "--length", "0"];
  expect(await unroll(call)).toEqual(await unrollHere(call));
});

test("UNROLL_DEBUG=1 shows where an error comes from", async () => {
  const call = ["generate", "no such folder"];
  const message = "error: there is no model in 'no such folder'; unroll train lm makes one\n";
  expect(await unroll(call)).toEqual({ code: 1, stdout: "", stderr: message });
  const { stderr } = await unroll(call, { env: { UNROLL_DEBUG: "1" } });
  expect(stderr).toMatch(/^ {4}at .*\.ts:\d+/m);
  expect(stderr).toContain(message);
});

test("colours are for terminals, and for those who ask", async () => {
  const call = ["generate", "--length", "0"];
  const colour = "\u001b";
  expect((await unrollHere(call, { FORCE_COLOR: "1" })).stderr).toContain(`${colour}[31merror:`);
  expect((await unrollHere(call)).stderr).not.toContain(colour);
  expect((await unrollHere(call, { FORCE_COLOR: "1", NO_COLOR: "1" })).stderr).not.toContain(colour);
  expect((await unrollHere([...call, "--no-color"], { FORCE_COLOR: "1" })).stderr).not.toContain(colour);
});
