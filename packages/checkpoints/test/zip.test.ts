import { zipSync } from "fflate";
import { expect, test } from "vitest";
import type { GrowthLimits } from "../src/growth.ts";
import { CheckpointError } from "../src/index.ts";
import { readZip, writeZip } from "../src/zip.ts";

const text = (value: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(value);
const files = { "a.txt": text("aaaa"), "folder/ü.bin": Uint8Array.of(0, 1, 2), empty: new Uint8Array(0) };

/** Everything in an archive. */
function unpack(archive: Uint8Array, limits?: GrowthLimits): Record<string, Uint8Array> {
  return Object.fromEntries([...readZip(archive, "read", limits)].map(([name, entry]) => [name, entry.bytes()]));
}

function refusal(archive: Uint8Array, limits?: GrowthLimits): string {
  try {
    unpack(archive, limits);
  } catch (error) {
    expect(error).toBeInstanceOf(CheckpointError);
    return (error as CheckpointError).message;
  }
  return "read";
}

/** A changed copy: `change` gets a view, and where the directory and its end begin. */
function changed(archive: Uint8Array, change: (view: DataView, directory: number, end: number) => void): Uint8Array {
  const copy = archive.slice();
  const view = new DataView(copy.buffer);
  const end = copy.length - 22;
  change(view, view.getUint32(end + 16, true), end);
  return copy;
}

const stored = writeZip(files, "write");
const deflated = zipSync({ "a.txt": text("a".repeat(1000)), b: text("b") }, { level: 9, mtime: "1990-01-01" });

test("what is written is read", () => {
  expect(unpack(stored)).toEqual(files);
  expect(writeZip(files, "write")).toEqual(stored);
  expect(unpack(writeZip({}, "write"))).toEqual({});
});

test("deflated entries are read, folders left out", () => {
  const archive = zipSync({ folder: { x: text("x".repeat(99)) }, "other/": new Uint8Array(0) });
  expect(unpack(archive)).toEqual({ "folder/x": text("x".repeat(99)) });
});

test("an archive within a larger buffer, with a comment, is read", () => {
  const around = new Uint8Array(stored.length + 20);
  around.set(stored, 7);
  around.set(text("comment"), 7 + stored.length);
  around[7 + stored.length - 2] = 7;
  expect(unpack(around.subarray(7, 7 + stored.length + 7))).toEqual(files);
});

test("sizes and offsets of 64 bits are read", () => {
  // One entry, its three numbers in an extra field, and the directory's place in a record of its own.
  const plain = writeZip({ x: text("abc") }, "write");
  const data = plain.subarray(0, 34);
  const entry = new Uint8Array(46 + 1 + 28);
  entry.set(plain.subarray(34, 81));
  const view = new DataView(entry.buffer);
  for (const at of [20, 24, 42]) view.setUint32(at, 0xffffffff, true);
  view.setUint16(30, 28, true);
  view.setUint16(47, 1, true);
  view.setUint16(49, 24, true);
  for (const [i, value] of [3n, 3n, 0n].entries()) view.setBigUint64(51 + 8 * i, value, true);
  const ends = new DataView(new ArrayBuffer(56 + 20 + 22));
  ends.setUint32(0, 0x06064b50, true);
  for (const [at, value] of [
    [24, 1n],
    [32, 1n],
    [40, 75n],
    [48, 34n],
  ] as const)
    ends.setBigUint64(at, value, true);
  ends.setUint32(56, 0x07064b50, true);
  ends.setBigUint64(64, 34n + 75n, true);
  ends.setUint32(76, 0x06054b50, true);
  for (const at of [84, 86]) ends.setUint16(at, 0xffff, true);
  for (const at of [88, 92]) ends.setUint32(at, 0xffffffff, true);
  const archive = Uint8Array.of(...data, ...entry, ...new Uint8Array(ends.buffer));
  expect(unpack(archive)).toEqual({ x: text("abc") });
  expect(refusal(changed(archive, (v) => v.setBigUint64(34 + 75 + 64, 2n ** 63n, true)))).toMatch(
    /is said to be at byte/,
  );
  expect(refusal(changed(archive, (v) => v.setBigUint64(34 + 51, 2n ** 40n, true)))).toMatch(
    /but said to have 1099511627776$/,
  );
});

test.each<[string, Uint8Array, RegExp]>([
  ["no archive", text("x".repeat(100)), /has no end; it is truncated or no zip archive$/],
  ["nothing", new Uint8Array(0), /has no end; it is truncated or no zip archive$/],
  ["a wrong checksum", changed(stored, (v) => v.setUint8(36, 98)), /entry "a.txt" .* its checksum is wrong$/],
  ["deflated data that are damaged", changed(deflated, (v) => v.setUint8(36, 0xff)), /entry "a.txt" .* is damaged/],
  ["more data than said", changed(deflated, (v, d) => v.setUint32(d + 24, 999, true)), /entry "a.txt" .* is damaged/],
  ["less data than said", changed(deflated, (v, d) => v.setUint32(d + 24, 1001, true)), /entry "a.txt" .* is damaged/],
  ["encryption", changed(stored, (v, d) => v.setUint16(d + 8, 1, true)), /entry "a.txt" .* is encrypted$/],
  ["another method", changed(stored, (v, d) => v.setUint16(d + 10, 12, true)), /is packed by method 12$/],
  [
    "a stored entry of two sizes",
    changed(stored, (v, d) => v.setUint32(d + 24, 5, true)),
    /in 4 bytes, but said to have 5$/,
  ],
  [
    "an entry that is elsewhere",
    changed(stored, (v, d) => v.setUint32(d + 42, 1, true)),
    /is not at byte 1, where the directory/,
  ],
  ["an entry beyond the file", changed(stored, (v, d) => v.setUint32(d + 42, 1e9, true)), /is not at byte 1000000000/],
  [
    "a name that differs from the directory's",
    changed(stored, (v) => v.setUint8(30, 98)),
    /"a.txt" .* is not at byte 0/,
  ],
  ["a name that is not UTF-8", changed(stored, (v, d) => v.setUint8(d + 46, 0xff)), /name is not UTF-8/],
  ["a part of an archive", changed(stored, (v, _, e) => v.setUint16(e + 4, 1, true)), /one of several parts$/],
  [
    "more entries than said",
    changed(stored, (v, _, e) => v.setUint32(e + 8, 0x20002, true)),
    /said to have 2 entries, and .* has 3$/,
  ],
  [
    "a directory behind the end",
    changed(stored, (v, _, e) => v.setUint32(e + 16, 1e6, true)),
    /it is truncated or damaged$/,
  ],
  ["no directory", changed(stored, (v, d) => v.setUint8(d, 0)), /directory of the zip archive is damaged at byte \d+$/],
])("%s is one clear sentence", (_, archive, message) => {
  expect(refusal(archive)).toMatch(message);
  expect(refusal(archive)).toMatch(/^read: [^\n]*$/);
});

test("two entries may not share bytes, nor have one name", () => {
  const two = writeZip({ a: text("abc"), b: text("abc") }, "write");
  const secondOf = (directory: number): number => directory + 47;
  const sharing = changed(two, (v, d) => {
    v.setUint8(secondOf(d) + 46, 0x61);
    v.setUint32(secondOf(d) + 42, 0, true);
  });
  expect(refusal(sharing)).toBe('read: the zip archive has two entries "a"');
  // The first swallows the second.
  const long = changed(two, (v, d) => {
    v.setUint32(d + 20, 30, true);
    v.setUint32(d + 24, 30, true);
  });
  expect(refusal(long)).toBe('read: entry "b" of the zip archive overlaps another');
  const intoDirectory = changed(two, (v, d) => {
    v.setUint32(secondOf(d) + 20, 30, true);
    v.setUint32(secondOf(d) + 24, 30, true);
  });
  expect(refusal(intoDirectory)).toMatch(/entry "b" of the zip archive ends at byte \d+, behind the data's end/);
});

test("what grows too large is refused before it is inflated", () => {
  const saying = (size: number): Uint8Array => changed(deflated, (v, d) => v.setUint32(d + 24, size, true));
  expect(() => readZip(saying(65 << 20), "read")).toThrow(
    `read: the zip archive of ${deflated.length} bytes holds 68157441, more than 100 times as many; this looks like a bomb`,
  );
  expect(() => readZip(saying(0xffffffff), "read")).toThrow("holds 4294967296, more than 100 times as many");
  expect(readZip(saying(65 << 20), "read", { maxRatio: 1e6 }).get("a.txt")?.size).toBe(65 << 20);
  expect(() => readZip(stored, "read", { maxBytes: 6 })).toThrow("holds 7 bytes, more than the 6 that are read");
  const zeros = zipSync({ x: new Uint8Array(1 << 20) }, { level: 9 });
  expect(unpack(zeros).x?.length).toBe(1 << 20); // small enough for any ratio
});

test("every truncation is refused", () => {
  for (const archive of [stored, deflated]) {
    for (let length = 0; length < archive.length; length++) {
      expect(refusal(archive.subarray(0, length)), `at ${length}`).not.toBe("read");
    }
  }
});
