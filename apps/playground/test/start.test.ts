import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

const script = resolve(import.meta.dirname, "../scripts/start.ts");
let folder = "";
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "unroll-start-"));
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});

interface Started {
  child: ChildProcess;
  /** All that it printed until now. */
  output(): string;
  ended: Promise<number | null>;
}

function start(...args: string[]): Started {
  const child = spawn(process.execPath, [script, "--dist", folder, ...args]);
  children.push(child);
  let output = "";
  child.stdout.on("data", (piece) => {
    output += piece;
  });
  child.stderr.on("data", (piece) => {
    output += piece;
  });
  const ended = new Promise<number | null>((found) => child.on("exit", (code) => found(code)));
  return { child, output: () => output, ended };
}

async function urlOf({ output }: Started): Promise<string> {
  const url = (): string => /http:\/\/\S+/.exec(output())?.[0] ?? "";
  await expect.poll(url, { timeout: 30_000 }).not.toBe("");
  return url();
}

async function occupyPort(): Promise<{ blocker: Server; port: number }> {
  const blocker = createServer();
  await new Promise<void>((listening) => blocker.listen(0, "localhost", listening));
  const address = blocker.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { blocker, port: address.port };
}

test("takes the next free port, isolates the page, and ends at Ctrl-C with a browser connected", async () => {
  writeFileSync(join(folder, "index.html"), "<title>built</title>");
  const { blocker, port } = await occupyPort();
  const started = start("--port", String(port));
  const url = await urlOf(started);
  blocker.close();
  expect(Number(new URL(url).port)).toBeGreaterThan(port);
  // A fetch keeps its connection alive, like a browser.
  const answer = await fetch(url);
  expect(await answer.text()).toContain("built");
  expect(answer.headers.get("cross-origin-opener-policy")).toBe("same-origin");
  expect(answer.headers.get("cross-origin-embedder-policy")).toBe("require-corp");
  started.child.kill("SIGINT");
  expect(await started.ended).toBe(0);
}, 60_000);

test.each([
  [["--port", "http"], "start: --port must be a whole number from 1 to 65535; got http"],
  [["--port", "70000"], "start: --port must be a whole number from 1 to 65535; got 70000"],
  [[], "start: the playground has not been built: npm start at the top of the repository builds it"],
])(
  "says in one sentence what is wrong with %j",
  async (args, message) => {
    const started = start(...args);
    expect(await started.ended).toBe(1);
    expect(started.output().trim()).toBe(message);
  },
  60_000,
);
