import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { events, start, temporaryFolder, unroll, unrollHere } from "./command.ts";
import { tiny, writeText } from "./corpus.ts";

const isStep =
  (least: number) =>
  (line: string): boolean => {
    const event = JSON.parse(line) as { type: string; step: number };
    return event.type === "step" && event.step >= least;
  };

test("a run stopped by Ctrl-C and resumed ends with the bytes of one that was never stopped", async () => {
  using folder = temporaryFolder();
  const file = writeText(folder.join("sea.txt"));
  const call = (out: string): string[] => ["train", "lm", file, "--json", "--out", folder.join(out)];
  // Longer than the time between a line and the signal that it sets off, whatever the machine does meanwhile.
  const options = ["--steps", "1500", "--seed", "7", ...tiny];

  const interrupted = start([...call("stopped"), ...options]);
  await interrupted.line(isStep(3));
  interrupted.child.kill("SIGINT");
  const stopped = await interrupted.ended;
  expect({ code: stopped.code, stderr: stopped.stderr }).toEqual({ code: 130, stderr: "" });
  const [checkpoint, end] = events(stopped.stdout).slice(-2);
  expect(end).toMatchObject({ type: "end", reason: "aborted" });
  expect(checkpoint).toMatchObject({ type: "checkpoint", step: end?.step });
  expect(end?.step).toBeLessThan(1500);
  expect(readdirSync(folder.join("stopped"))).toContain("training.json");

  const again = await unrollHere([...call("stopped"), ...options]);
  expect(again.code).toBe(1);
  expect(JSON.parse(again.stderr).message).toMatch(
    /holds an interrupted run \(step \d+ of 1500\); --resume goes on with it, --force starts anew$/,
  );
  const changed = await unrollHere([...call("stopped"), "--resume", "--learning-rate", "0.5"]);
  expect(changed.code).toBe(2);
  expect(JSON.parse(changed.stderr).message).toMatch(/^--learning-rate cannot change in the middle of a run/);
  const resized = await unrollHere([...call("stopped"), "--resume", "--hidden-size", "9"]);
  expect(resized.code).toBe(2);
  expect(JSON.parse(resized.stderr).message).toBe(
    "--hidden-size cannot change in the middle of a run: it was started with 8; got 9",
  );
  const other = writeText(folder.join("other.txt"), 2999);
  const elsewhere = await unrollHere(["train", "lm", other, "--json", "--resume", "--out", folder.join("stopped")]);
  expect(elsewhere.code).toBe(1);
  expect(JSON.parse(elsewhere.stderr).message).toMatch(/other data, characters 3000, .*; got characters 2999, /);

  // An interrupted run has a model that can write.
  expect((await unrollHere(["generate", folder.join("stopped"), "--length", "5"])).code).toBe(0);

  const resumed = await unroll([...call("stopped"), "--resume"]);
  expect({ code: resumed.code, stderr: resumed.stderr }).toEqual({ code: 0, stderr: "" });
  expect(events(resumed.stdout).find(({ type }) => type === "start")).toMatchObject({ step: end?.step, steps: 1500 });
  const whole = await unroll([...call("whole"), ...options]);
  const read = (out: string): Buffer => readFileSync(folder.join(out, "model.safetensors"));
  expect(read("stopped").equals(read("whole"))).toBe(true);
  const result = ({ stdout }: { stdout: string }): Record<string, unknown> => {
    const { loss, sample, steps } = events(stdout).at(-1) ?? {};
    return { loss, sample, steps };
  };
  expect(result(resumed)).toEqual(result(whole));
  expect(readdirSync(folder.join("stopped")).sort()).toEqual(readdirSync(folder.join("whole")).sort());
});

test("a run that is killed goes on from its last checkpoint, to the same bytes", async () => {
  using folder = temporaryFolder();
  const file = writeText(folder.join("sea.txt"));
  const call = (out: string): string[] => ["train", "lm", file, "--json", "--out", folder.join(out)];
  const options = ["--steps", "1500", "--checkpoint-every", "60", ...tiny];
  const killed = start([...call("killed"), ...options]);
  await killed.line((line) => (JSON.parse(line) as { type: string }).type === "checkpoint");
  killed.child.kill("SIGKILL");
  expect((await killed.ended).code).toBeNull();
  const resumed = await unrollHere([...call("killed"), "--resume"]);
  expect(resumed).toMatchObject({ code: 0, stderr: "" });
  const first = events(resumed.stdout).find(({ type }) => type === "start");
  expect(Number(first?.step)).toBeGreaterThan(0);
  expect(Number(first?.step) % 60).toBe(0);
  expect((await unrollHere([...call("whole"), ...options])).code).toBe(0);
  const read = (out: string): Buffer => readFileSync(folder.join(out, "model.safetensors"));
  expect(read("killed").equals(read("whole"))).toBe(true);
});

test("tells how to go on", async () => {
  using folder = temporaryFolder();
  writeText(folder.join("the sea.txt"));
  const call = start(["train", "lm", "the sea.txt", "--out", "out", "--seconds", "600", ...tiny], { cwd: folder.path });
  // The bar and the notes go to stderr: the folder is what shows that the run is under way.
  await new Promise<void>((resolve) => {
    call.child.stderr.on("data", () => {
      if (existsSync(folder.join("out"))) resolve();
    });
  });
  call.child.kill("SIGTERM");
  const { code, stdout, stderr } = await call.ended;
  expect({ code, stdout }).toEqual({ code: 143, stdout: "" });
  expect(stderr).toMatch(/^Saved at step \d+\. Go on with: unroll train lm 'the sea\.txt' --out out --resume$/m);
});
