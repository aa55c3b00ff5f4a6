import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LinearHeap, OutOfMemoryError } from "../src/heap.ts";

const PAGE = 65536;

function heapOf(pages: number, limitPages = 64, base = 1024): LinearHeap {
  return new LinearHeap(new WebAssembly.Memory({ initial: pages }), base, limitPages * PAGE);
}

describe("LinearHeap", () => {
  it("gives blocks that are aligned, apart and above the base", () => {
    const heap = heapOf(1);
    const addresses = [0, 1, 63, 64, 65, 1000].map((bytes) => heap.allocate(bytes));
    expect(addresses).toEqual([1024, 1088, 1152, 1216, 1280, 1408]);
    expect(heap.report()).toEqual({ memoryBytes: PAGE, usedBytes: 4 * 64 + 128 + 1024, blocks: 6, peakBytes: 1408 });
  });

  it("takes the smallest hole that is large enough, among sizes far apart and close by", () => {
    for (const [larger, smaller, wanted] of [
      [512, 256, 200],
      [71 * 64, 69 * 64, 68 * 64],
    ] as const) {
      const heap = heapOf(1);
      const [small, , large] = [smaller, 64, larger, 64].map((bytes) => heap.allocate(bytes));
      heap.free(small!);
      heap.free(large!);
      expect(heap.allocate(wanted)).toBe(small);
      expect(heap.allocate(wanted)).toBe(large);
    }
  });

  it("merges a freed block with free neighbours on both sides", () => {
    const heap = heapOf(1);
    const blocks = [64, 64, 64, 64].map((bytes) => heap.allocate(bytes));
    heap.free(blocks[0]!);
    heap.free(blocks[2]!);
    heap.free(blocks[1]!);
    expect(heap.allocate(192)).toBe(blocks[0]);
  });

  it("leaves one hole when everything has been freed", () => {
    const heap = heapOf(1);
    const blocks = Array.from({ length: 100 }, (_, i) => heap.allocate(1 + ((i * 37) % 500)));
    for (const [i] of blocks.entries()) heap.free(blocks[(i * 7) % 100]!);
    expect(heap.allocate(PAGE - 1024)).toBe(1024);
    expect(heap.report().memoryBytes).toBe(PAGE);
  });

  it("grows the memory, extends a hole at its end, and gives fresh views", () => {
    const heap = heapOf(1);
    const first = heap.allocate(1000);
    heap.float32()[first / 4] = 1.5;
    const before = heap.float32();
    const second = heap.allocate(2 * PAGE);
    expect(second).toBe(first + 1024);
    expect(before.length).toBe(0);
    for (const view of [heap.uint8(), heap.int32(), heap.float32(), heap.float64()]) {
      expect(view.byteLength).toBe(heap.report().memoryBytes);
    }
    expect(heap.float32()[first / 4]).toBe(1.5);
    heap.float64()[second / 8 + (2 * PAGE) / 8 - 1] = 2.5;
  });

  it("says what was asked for, what is in use and what the limit is, and stays usable", () => {
    const heap = heapOf(1, 4);
    const kept = heap.allocate(1000);
    heap.uint8().fill(7, kept, kept + 1000);
    const before = heap.report();
    let error: unknown;
    try {
      heap.allocate(4 * PAGE);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(OutOfMemoryError);
    expect(error).toMatchObject({
      name: "OutOfMemoryError",
      requestedBytes: 4 * PAGE,
      usedBytes: 1024,
      limitBytes: 4 * PAGE,
      message: "Heap.allocate: no room for 262144 bytes: 1024 bytes are in use and the limit is 262144 bytes",
    });
    expect(heap.report()).toEqual(before);
    expect(
      heap
        .uint8()
        .subarray(kept, kept + 1000)
        .every((byte) => byte === 7),
    ).toBe(true);
    // All there is fits exactly.
    expect(heap.allocate(4 * PAGE - 1024 - 1024)).toBe(kept + 1024);
    expect(() => heap.allocate(1)).toThrow(OutOfMemoryError);
  });

  it.each([2 ** 31, 2 ** 32, 2 ** 38, 2 ** 53, 2 ** 60, 1e300])("refuses %d bytes, whatever is free", (bytes) => {
    const heap = heapOf(1, 4);
    heap.free(heap.allocate(3 * PAGE));
    const before = heap.report();
    expect(() => heap.allocate(bytes)).toThrow(OutOfMemoryError);
    expect(heap.report()).toEqual(before);
  });

  it("passes on that the engine refuses to grow", () => {
    const heap = new LinearHeap(new WebAssembly.Memory({ initial: 1, maximum: 2 }), 1024);
    expect(() => heap.allocate(2 * PAGE)).toThrow(/the limit is 65536 bytes/);
    // Two pages do not hold a quarter more, but hold what is missing.
    expect(heap.allocate(PAGE)).toBe(1024);
  });

  it("refuses sizes that are none, and addresses that it did not give", () => {
    const heap = heapOf(1);
    for (const bytes of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => heap.allocate(bytes)).toThrow(
        `Heap.allocate: bytes must be a non-negative whole number; got ${bytes}`,
      );
    }
    const address = heap.allocate(256);
    expect(() => heap.free(address + 64)).toThrow("Heap.free: no allocated block begins at 1088");
    expect(() => heap.free(0)).toThrow(RangeError);
    heap.free(address);
    expect(() => heap.free(address)).toThrow("it was freed before or never allocated");
  });

  it("does as a list of blocks does, whatever the order of requests", () => {
    const request = fc.oneof(
      { weight: 3, arbitrary: fc.record({ allocate: fc.oneof(fc.nat(200), fc.nat(5000), fc.nat(100_000)) }) },
      { weight: 2, arbitrary: fc.record({ free: fc.nat() }) },
    );
    fc.assert(
      fc.property(fc.array(request, { maxLength: 200 }), (requests) => {
        const heap = heapOf(1, 32);
        const live: { address: number; bytes: number; mark: number }[] = [];
        let peak = 0;
        const check = () => {
          const memory = heap.uint8();
          live.sort((a, b) => a.address - b.address);
          let end = 1024;
          let used = 0;
          for (const { address, bytes, mark } of live) {
            expect(address % 64).toBe(0);
            expect(address).toBeGreaterThanOrEqual(end);
            end = address + Math.max(bytes, 1);
            used += Math.max(64, Math.ceil(bytes / 64) * 64);
            if (bytes > 0) expect([memory[address], memory[address + bytes - 1]]).toEqual([mark, mark]);
          }
          expect(end).toBeLessThanOrEqual(memory.length);
          peak = Math.max(peak, used);
          expect(heap.report()).toEqual({
            memoryBytes: memory.length,
            usedBytes: used,
            blocks: live.length,
            peakBytes: peak,
          });
        };
        for (const [i, each] of requests.entries()) {
          if ("allocate" in each) {
            const mark = i % 251;
            try {
              const address = heap.allocate(each.allocate);
              heap.uint8().fill(mark, address, address + each.allocate);
              live.push({ address, bytes: each.allocate, mark });
            } catch (error) {
              if (!(error instanceof OutOfMemoryError)) throw error;
            }
          } else if (live.length > 0) {
            heap.free(live.splice(each.free % live.length, 1)[0]!.address);
          }
          check();
        }
        for (const { address } of live) heap.free(address);
        const rest = heap.report().memoryBytes - 1024;
        expect(heap.allocate(rest)).toBe(1024);
      }),
      { numRuns: 60, seed: 1 },
    );
  });
});
