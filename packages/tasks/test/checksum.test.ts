import { expect, test } from "vitest";
import { crc32 } from "../src/index.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test("CRC-32 of known texts", () => {
  expect(crc32(bytes(""))).toBe("00000000");
  expect(crc32(bytes("123456789"))).toBe("cbf43926");
  expect(crc32(bytes("The quick brown fox jumps over the lazy dog"))).toBe("414fa339");
  expect(crc32(Uint8Array.of(0xff, 0xff, 0xff, 0xff))).toBe("ffffffff");
});

test("CRC-32 differs after any single bit has changed", () => {
  const data = bytes("model.safetensors");
  const before = crc32(data);
  for (let bit = 0; bit < 8 * data.length; bit++) {
    data[bit >> 3]! ^= 1 << (bit & 7);
    expect(crc32(data)).not.toBe(before);
    data[bit >> 3]! ^= 1 << (bit & 7);
  }
});
