import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { availableBackends } from "@unroll/tensor";
import { defaultClientConditions } from "vite";
import { expect, it } from "vitest";
import { IDS, run } from "../src/model.ts";
import { buildPage, checkpoint, chunkNames, type Download, LIMIT, weigh } from "./built-page.ts";

/** Runs a built page in Node: the logits that it shows, and what it loads. */
function runBuilt(folder: string): { logits: number[]; downloads: Download[] } {
  const script = join(import.meta.dirname, "run-in-node.ts");
  const output = execFileSync(process.execPath, [script, folder], { encoding: "utf8" });
  const { shown, loaded } = JSON.parse(output) as { shown: string; loaded: string[] };
  const downloads = loaded.map((path) => ({ name: basename(path), bytes: readFileSync(join(folder, path)) }));
  return { logits: JSON.parse(shown) as number[], downloads };
}

it(`runs in less than ${LIMIT} bytes, gzipped`, async () => {
  const { logits, downloads } = runBuilt(await buildPage("inference"));
  // The same bits as from the library that no bundler has touched.
  expect(logits).toEqual(run(checkpoint(), IDS));
  const variant = availableBackends()[0]?.replace("wasm-", "");
  expect(chunkNames(downloads)).toEqual([`extra-${variant}`, "index", `inference-${variant}`]);
  console.log(`with the condition, ${weigh(downloads)}`);
});

it("has everything in one file without the condition", async () => {
  const conditions = ["@unroll/source", ...defaultClientConditions];
  const folder = await buildPage("everything", { configFile: false, base: "./", resolve: { conditions } });
  const { logits, downloads } = runBuilt(folder);
  expect(logits).toEqual(run(checkpoint(), IDS));
  expect(chunkNames(downloads)).toEqual(["index"]);
  console.log(`without the condition, ${weigh(downloads, Number.POSITIVE_INFINITY)}`);
});

it("says in one sentence what is too heavy", () => {
  const page: Download[] = [
    { name: "index.js", bytes: Uint8Array.from({ length: 50 }, (_, i) => i) },
    { name: "model.js", bytes: Uint8Array.from({ length: 90 }, (_, i) => i) },
  ];
  expect(() => weigh(page, 100)).toThrow(
    /^a page that runs a trained GRU ships \d+ bytes gzipped: model.js \d+, index.js \d+; the limit is 100$/,
  );
});
