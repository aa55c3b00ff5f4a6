import { expect, test } from "vitest";
import { mobyDick } from "../src/index.ts";

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
