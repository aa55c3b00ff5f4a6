import { memory, tensor } from "@unroll/tensor";
import { expect, test } from "vitest";
import { CheckpointError, decodeSharded, encodeSafetensors } from "../src/index.ts";

const files: Readonly<Record<string, Uint8Array>> = {
  "1.safetensors": encodeSafetensors({ a: tensor([1]), b: tensor([2]) }, { metadata: { format: "pt" } }),
  "2.safetensors": encodeSafetensors({ c: tensor([3]) }),
};
const indexOf = (weight_map: unknown): string => JSON.stringify({ metadata: { total_size: 12 }, weight_map });
const good = indexOf({ a: "1.safetensors", c: "2.safetensors", b: "1.safetensors" });
const getShard = (file: string): Uint8Array => files[file] ?? new Uint8Array(0);

test("the tensors of all shards are read, each shard once", () => {
  const asked: string[] = [];
  const { tensors, metadata } = decodeSharded(good, (file) => {
    asked.push(file);
    return getShard(file);
  });
  expect(asked).toEqual(["1.safetensors", "2.safetensors"]);
  expect(Object.values(tensors).map((value) => value.toArray())).toEqual([[1], [2], [3]]);
  expect(metadata).toEqual({ format: "pt" });
});

test("shards may come later", async () => {
  const { tensors } = await decodeSharded(good, async (file) => getShard(file));
  expect(Object.keys(tensors)).toEqual(["a", "b", "c"]);
  for (const value of Object.values(tensors)) value.dispose();
});

const cases: [title: string, index: string, message: string][] = [
  ["text that is no JSON", "{", "the index must be a JSON object with an object weight_map"],
  ["no weight_map", "{}", "the index must be a JSON object with an object weight_map"],
  ["a name twice", '{"weight_map":{"a":"1","a":"2"}}', 'the index names "a" twice'],
  [
    "a shard in another folder",
    indexOf({ a: "../1" }),
    'the shard of tensor "a" must be a file name without a folder; got "../1"',
  ],
  ["a shard that is a folder", indexOf({ a: ".." }), 'the shard of tensor "a" must be a file name'],
  ["a shard that is no text", indexOf({ a: 1 }), "must be a file name without a folder; got number"],
  ["a shard that is not there", indexOf({ a: "3" }), 'in shard "3", the file has 0 bytes'],
  [
    "a tensor that is missing",
    indexOf({ a: "1.safetensors", b: "1.safetensors", c: "2.safetensors", d: "2.safetensors" }),
    'shard "2.safetensors" lacks tensor "d", which the index has there',
  ],
  [
    "a tensor in another shard",
    indexOf({ a: "1.safetensors", b: "2.safetensors", c: "2.safetensors" }),
    'shard "1.safetensors" holds tensor "b", which the index has in "2.safetensors"',
  ],
  [
    "a tensor of no shard",
    indexOf({ a: "1.safetensors" }),
    'shard "1.safetensors" holds tensor "b", which the index does not name',
  ],
];

/** The message, and what is left in memory. */
async function refusal(read: () => unknown): Promise<[message: string, left: number]> {
  const before = memory().persistentBytes;
  try {
    await read();
    return ["read", 0];
  } catch (error) {
    const message = error instanceof CheckpointError ? error.message : String(error);
    return [message, memory().persistentBytes - before];
  }
}

// Outside tests, which run in a scope: there what is not disposed of stays.
const outcomes = await Promise.all(
  cases.map(async ([, index]) => [
    await refusal(() => decodeSharded(index, getShard)),
    await refusal(() => decodeSharded(index, async (file) => getShard(file))),
  ]),
);
const interrupted = await refusal(() =>
  decodeSharded(good, async (file) => {
    if (file.startsWith("2")) throw new Error("offline");
    return getShard(file);
  }),
);

test.each(cases.map(([title, , message], i) => [title, message, outcomes[i]] as const))(
  "%s is one clear sentence",
  (_, message, both) => {
    for (const [got] of both ?? []) expect(got).toMatch(/^decodeSharded: [^\n]*$/);
    for (const [got] of both ?? []) expect(got).toContain(message);
    expect(both?.[0]?.[1]).toBe(0);
  },
);

test("an error of the reader's own comes through, and nothing is left behind", () => {
  expect(interrupted).toEqual(["Error: offline", 0]);
});
