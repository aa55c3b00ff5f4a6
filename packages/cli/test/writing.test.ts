import { writeFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { events, temporaryFolder, unrollHere } from "./command.ts";
import { tiny, writeText } from "./corpus.ts";

const folder = temporaryFolder();
const model = folder.join("model");

beforeAll(async () => {
  const call = ["train", "lm", writeText(folder.join("book.txt")), "--out", model, "--steps", "60", ...tiny];
  expect((await unrollHere(call)).code).toBe(0);
  return () => folder[Symbol.dispose]();
});

interface Token {
  text: string;
  logProbability: number;
}

async function generated(...args: string[]): Promise<{ text: string; end: string; tokens: Token[] }> {
  const { code, stdout, stderr } = await unrollHere(["generate", model, "--json", ...args]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return events(stdout)[0] as unknown as { text: string; end: string; tokens: Token[] };
}

async function failure(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await unrollHere(args);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  return stderr;
}

describe("generate", () => {
  test("each option changes the choice as it says", async () => {
    const greedy = (await generated("--prompt", "the", "--length", "30", "--temperature", "0")).text;
    const length = ["--prompt", "the", "--length", "30"];
    expect((await generated(...length, "--top-k", "1")).text).toBe(greedy);
    expect((await generated(...length, "--top-p", "1e-9")).text).toBe(greedy);
    expect((await generated(...length, "--beam", "1")).text).toBe(greedy);
    expect((await generated(...length)).text).not.toBe(greedy);
    expect((await generated(...length, "--alphabet", "ea")).text).toMatch(/^[ea]{30}$/);
    const all = (await generated(...length)).text;
    const penalized = (await generated(...length, "--repetition-penalty", "50")).text;
    expect(new Set(penalized).size).toBeGreaterThan(new Set(all).size);
  });

  test("stops before any of the strings, and tells why and how likely each token was", async () => {
    const whole = await generated("--length", "80");
    expect(whole).toMatchObject({ end: "length" });
    const stop = whole.text.slice(40, 43);
    const { text, end, tokens } = await generated("--length", "80", "--stop", "###", "--stop", stop);
    expect(text).toBe(whole.text.slice(0, whole.text.indexOf(stop)));
    expect(end).toBe("stop");
    expect(tokens.length).toBe(text.length + stop.length);
    expect(tokens.map((token) => token.logProbability)).toEqual(
      whole.tokens.slice(0, tokens.length).map((token) => token.logProbability),
    );
    const people = await unrollHere(["generate", model, "--length", "80", "--stop", stop]);
    expect(people.stdout).toBe(`${text}\n`);
  });

  test("a beam finds what is at least as likely as the greedy text", async () => {
    const { stdout } = await unrollHere(["generate", model, "--json", "--length", "12", "--beam", "20"]);
    const [{ text, hypotheses } = {}] = events(stdout) as { text?: string; hypotheses?: Token[] }[];
    expect(hypotheses).toHaveLength(20);
    expect(hypotheses![0]!.text).toBe(text);
    const greedy = await generated("--length", "12", "--temperature", "0");
    const total = greedy.tokens.reduce((sum, token) => sum + token.logProbability, 0);
    expect(hypotheses![0]!.logProbability).toBeGreaterThanOrEqual(total - 1e-4);
    const people = await unrollHere(["generate", model, "--length", "12", "--beam", "20"]);
    expect(people.stdout).toBe(`${text}\n`);
  });

  test("refuses what the model does not know, and prints nothing", async () => {
    expect(await failure("generate", model, "--alphabet", "ß")).toBe(
      'error: --alphabet must have the characters of at least one token of the vocabulary; got "ß"\n',
    );
    expect(await failure("generate", model, "--prompt", "the ß")).toMatch(
      /^error: --prompt has "ß" \(U\+00DF\), [^\n]+\n$/,
    );
  });
});

describe("score", () => {
  test("finds what generate told", async () => {
    const { text, tokens } = await generated("--prompt", "the", "--length", "90");
    const { code, stdout } = await unrollHere(["score", "--model", model, "--prompt", "the", "--text", text, "--json"]);
    expect(code).toBe(0);
    const told = events(stdout);
    const scored = told.slice(0, -1) as unknown as (Token & { start: number; end: number })[];
    expect(scored.map((token) => token.text).join("")).toBe(text);
    scored.forEach(({ logProbability, start, end }, i) => {
      expect(logProbability).toBeCloseTo(tokens[i]!.logProbability, 4);
      expect([start, end]).toEqual([i, i + 1]);
    });
    const total = tokens.reduce((sum, token) => sum + token.logProbability, 0);
    const [result] = told.slice(-1);
    expect(result).toMatchObject({ type: "score", tokens: 90, characters: 90, file: null });
    expect(result!.logProbability).toBeCloseTo(total, 3);
    expect(result!.perplexity).toBeCloseTo(Math.exp(-total / 90), 3);
  });

  test("for people it fits 80 columns and names what was least expected", async () => {
    const file = folder.join("text.txt");
    writeFileSync(file, "call me some years ago\nneverzmind how long".replace("z", "y"));
    const { code, stdout, stderr } = await unrollHere(["score", file, "--model", model]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^tokens +42$/m);
    expect(stdout).toMatch(/^perplexity +\d+\.\d\d$/m);
    expect(stdout).toMatch(/years ago\\nnever +y +-\d+\.\d\d$/m);
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });

  test("refuses what cannot be scored, and prints nothing", async () => {
    expect(await failure("score", "--model", model, "--text", "the ß")).toMatch(
      /^error: --text has "ß" \(U\+00DF\), [^\n]+\n$/,
    );
    expect(await failure("score", folder.join("nowhere.txt"), "--model", model)).toMatch(
      /^error: there is no file [^\n]+\n$/,
    );
    expect(await failure("score", "--text", "a", "--model", folder.join("nowhere"))).toMatch(
      /^error: there is no model in/,
    );
  });
});
