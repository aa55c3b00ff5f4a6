import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { events, temporaryFolder, unroll, unrollHere } from "./command.ts";
import { tiny, writeText } from "./corpus.ts";

const modelFiles = ["README.md", "config.json", "model.safetensors", "tokenizer.json"];

describe("unroll train lm", () => {
  test("learns from a file, reports beside the baselines, and leaves a model that generate reads", async () => {
    using folder = temporaryFolder();
    const file = writeText(folder.join("the sea.txt"));
    const call = ["train", "lm", file, "--out", "a model", "--steps", "150", "--seed", "3", ...tiny];
    const { code, stdout, stderr } = await unroll(call, { cwd: folder.path });
    expect({ code, errors: /error/i.test(stderr) }).toEqual({ code: 0, errors: false });
    expect(stdout).toMatch(/Held-out loss on the sea\.txt after 150 steps/);
    expect(stdout).toMatch(/^ {2}this model, GRU 8 +\d\.\d{3} +\d\.\d{3}$/m);
    expect(stdout).toMatch(/^ {2}5-gram, Witten-Bell +\d\.\d{3} +\d\.\d{3}$/m);
    expect(stdout).toMatch(/^ {2}unigram +\d\.\d{3} +\d\.\d{3}$/m);
    expect(stdout).toContain("unroll generate 'a model' --prompt");
    // Not a terminal: nothing is coloured, nothing redrawn.
    expect(stdout + stderr).not.toContain("\u001b");
    expect(stdout + stderr).not.toContain("\r");
    expect(readdirSync(folder.join("a model")).sort()).toEqual(modelFiles);

    const generate = ["generate", "a model", "--prompt", "call", "--length", "40"];
    const written = await unroll(generate, { cwd: folder.path });
    expect(written).toMatchObject({ code: 0, stderr: "" });
    expect(written.stdout).toMatch(/^call/);
    expect([...written.stdout]).toHaveLength("call".length + 40 + "\n".length);
    expect(await unroll(generate, { cwd: folder.path })).toEqual(written);
    expect((await unroll([...generate, "--seed", "2"], { cwd: folder.path })).stdout).not.toBe(written.stdout);

    const [event, ...others] = events((await unroll([...generate, "--json"], { cwd: folder.path })).stdout);
    expect(others).toEqual([]);
    expect(event).toMatchObject({ type: "text", prompt: "call", seed: 1, temperature: 0.8 });
    expect(`call${String(event?.text)}\n`).toBe(written.stdout);
  });

  test("--json prints events and nothing else, and the same seed gives the same model", async () => {
    using folder = temporaryFolder();
    const file = writeText(folder.join("sea.txt"));
    const call = (out: string, seed: string): string[] => [
      ...["train", "lm", file, "--json", "--out", folder.join(out), "--steps", "5", "--seed", seed, ...tiny],
    ];
    const { code, stdout, stderr } = await unrollHere(call("first", "5"));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const all = events(stdout);
    expect(all.map(({ type }) => type)).toEqual([
      ...["corpus", "baselines", "start", "step", "step", "step", "step", "step"],
      ...["evaluation", "diagnosis", "sample", "checkpoint", "end", "result"],
    ]);
    const [corpus, baselines, start] = all;
    expect(corpus).toMatchObject({ file, characters: 3000, folder: folder.join("first") });
    expect(start).toMatchObject({ step: 0, steps: 5, heldOutTokens: 300 });
    const result = all.at(-1);
    expect(result).toMatchObject({ steps: 5, folder: folder.join("first") });
    expect(result?.loss).toBeGreaterThan(Number(baselines?.fiveGram));
    expect(result?.bitsPerCharacter).toBeCloseTo(Number(result?.loss) / Math.LN2, 10);

    await unrollHere(call("second", "5"));
    await unrollHere(call("third", "6"));
    const weights = (out: string): Buffer => readFileSync(folder.join(out, "model.safetensors"));
    expect(weights("second").equals(weights("first"))).toBe(true);
    expect(weights("third").equals(weights("first"))).toBe(false);
  });

  test("--epochs and --seconds set the length", async () => {
    using folder = temporaryFolder();
    const file = writeText(folder.join("sea.txt"));
    const call = ["train", "lm", file, "--json", "--force", "--out", folder.join("out"), ...tiny];
    const epochs = events((await unrollHere([...call, "--epochs", "2"])).stdout);
    const start = epochs.find(({ type }) => type === "start");
    expect(start?.steps).toBe(2 * Number(start?.stepsPerEpoch));
    expect(epochs.at(-1)).toMatchObject({ type: "result", steps: start?.steps });
    const seconds = events((await unrollHere([...call, "--seconds", "0.5"])).stdout);
    expect(seconds.find(({ type }) => type === "start")?.steps).toBeNull();
    expect(seconds.at(-1)).toMatchObject({ type: "result" });
  });

  test("--backend chooses what computes", async () => {
    using folder = temporaryFolder();
    const file = writeText(folder.join("sea.txt"));
    for (const backend of ["reference", "wasm-strict"]) {
      const call = ["train", "lm", file, "--json", "--steps", "1", "--backend", backend, "--out", folder.join(backend)];
      const all = events((await unrollHere([...call, ...tiny])).stdout);
      expect(all.find(({ type }) => type === "start")).toMatchObject({ backend });
    }
  });
});

describe("what stands in the folder stays", () => {
  test("unless it is a model and --force is given", async () => {
    using folder = temporaryFolder();
    const file = writeText(folder.join("sea.txt"));
    const out = folder.join("out");
    const call = ["train", "lm", file, "--out", out, "--steps", "2", ...tiny];
    mkdirSync(out);
    expect((await unrollHere(call)).code).toBe(0);
    const weights = readFileSync(folder.join("out", "model.safetensors"));
    writeFileSync(folder.join("out", "notes.txt"), "mine");

    const refused = await unrollHere([...call, "--seed", "2"]);
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toBe(
      `error: '${out}' holds a trained model; --force replaces it, or name another folder with --out\n`,
    );
    expect((await unrollHere([...call, "--resume"])).stderr).toBe(
      `error: '${out}' has nothing to resume: its model is trained to the end\n`,
    );
    expect(readFileSync(folder.join("out", "model.safetensors")).equals(weights)).toBe(true);

    expect((await unrollHere([...call, "--seed", "2", "--force"])).code).toBe(0);
    expect(readFileSync(folder.join("out", "model.safetensors")).equals(weights)).toBe(false);
    expect(readFileSync(folder.join("out", "notes.txt"), "utf8")).toBe("mine");
  });

  test("when its files are damaged, which is not something else", async () => {
    using folder = temporaryFolder();
    const out = folder.join("out");
    const call = ["train", "lm", writeText(folder.join("sea.txt")), "--out", out, "--steps", "2", ...tiny];
    expect((await unrollHere(call)).code).toBe(0);
    writeFileSync(folder.join("out", "config.json"), "{");
    expect((await unrollHere([...call, "--resume"])).stderr).toContain("has nothing to resume");
    const seal = { format: "unroll-training", version: 1, step: 1, steps: 2 };
    writeFileSync(folder.join("out", "training.json"), JSON.stringify(seal));
    expect((await unrollHere([...call, "--resume"])).stderr).toMatch(/^error: (?!unexpected).*training\.json.*\n$/);
    expect((await unrollHere([...call, "--force"])).code).toBe(0);

    writeFileSync(folder.join("out", "training.json"), "{");
    const { stderr } = await unrollHere(call);
    expect(stderr).toBe(
      `error: '${out}' holds an interrupted run (whose training.json is damaged); --resume goes on with it, --force starts anew\n`,
    );
    expect((await unrollHere([...call, "--resume"])).stderr).toMatch(/^error: (?!unexpected).*training\.json.*\n$/);
  });

  test("when it is something else, --force or not", async () => {
    using folder = temporaryFolder();
    const file = writeText(folder.join("sea.txt"));
    mkdirSync(folder.join("out"));
    writeFileSync(folder.join("out", "README.md"), "# Mine");
    writeFileSync(folder.join("out", "config.json"), '{"mine":true}');
    for (const option of [[], ["--force"], ["--resume"]]) {
      const call = ["train", "lm", file, "--out", folder.join("out"), "--steps", "2", ...tiny, ...option];
      const { code, stdout, stderr } = await unrollHere(call);
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
      expect(stderr).toMatch(/^error: '.*' holds something else \(README\.md\), which is left alone.*\n$/);
    }
    expect(readdirSync(folder.join("out")).sort()).toEqual(["README.md", "config.json"]);
    expect(readFileSync(folder.join("out", "README.md"), "utf8")).toBe("# Mine");
  });
});
