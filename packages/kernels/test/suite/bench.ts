import { expect } from "vitest";
import type { Address, Backend, InferenceKernels, TrainingKernels } from "../../src/backend.ts";
import type { Heap } from "../../src/heap.ts";

/** Bytes kept free on both sides of every operand. */
const MARGIN = 64;
/** The margins' bytes: NaN as a float, so that a value read from there shows in the result. */
const UNTOUCHED = 0xff;

interface Block {
  readonly block: Address;
  readonly address: Address;
  readonly bytes: number;
  /** The bytes of an operand that the kernel must leave alone. */
  readonly input: Uint8Array | undefined;
}

/** Memory for the operands of one kernel call, which notices what a kernel writes where it should not. */
export class Bench {
  readonly executor: Backend;
  readonly #heap: Heap;
  readonly #shift: number;
  readonly #blocks: Block[] = [];

  /** `shift` elements are left free before every operand, so that it is aligned to its elements and no better. */
  constructor(executor: Backend, heap: Heap, shift = 0) {
    this.executor = executor;
    this.#heap = heap;
    this.#shift = shift;
  }

  get inference(): InferenceKernels {
    return this.executor.inference;
  }

  get training(): TrainingKernels {
    return this.executor.training;
  }

  /** Bytes of a float. */
  get width(): number {
    return this.executor.dtype === "float64" ? 8 : 4;
  }

  /** An operand that is only read. */
  floats(values: ArrayLike<number>): Address {
    return this.#place(this.#asFloats(values), this.width, true);
  }

  /** An operand that is read and written. */
  inOut(values: ArrayLike<number>): Address {
    return this.#place(this.#asFloats(values), this.width, false);
  }

  /** A matrix [rows, columns] that is only read, as the executor packs its transpose; 0 where that gains nothing. */
  packedTranspose(rows: number, columns: number, values: ArrayLike<number>): Address {
    const bytes = this.inference.packedBytes(columns, rows);
    if (bytes === 0) return 0;
    const packed = this.room(bytes / this.width);
    this.inference.pack(columns, rows, this.floats(values), 1, columns, packed);
    return packed;
  }

  ints(values: ArrayLike<number>): Address {
    return this.#place(Int32Array.from(values), 4, true);
  }

  bytes(values: ArrayLike<number>): Address {
    return this.#place(Uint8Array.from(values), 1, true);
  }

  /** Room for n floats, NaN so far. */
  room(n: number): Address {
    return this.inOut(new Float64Array(n).fill(Number.NaN));
  }

  /** Room for n int32, -1 so far. */
  roomForInts(n: number): Address {
    return this.#place(new Int32Array(n).fill(-1), 4, false);
  }

  /** Room for n bytes, 255 so far. */
  roomForBytes(n: number): Address {
    return this.#place(new Uint8Array(n).fill(255), 1, false);
  }

  read(address: Address, n: number): number[] {
    const floats = this.width === 8 ? this.#heap.float64() : this.#heap.float32();
    return Array.from(floats.subarray(address / this.width, address / this.width + n));
  }

  readInts(address: Address, n: number): number[] {
    return Array.from(this.#heap.int32().subarray(address / 4, address / 4 + n));
  }

  readBytes(address: Address, n: number): number[] {
    return Array.from(this.#heap.uint8().subarray(address, address + n));
  }

  /** Checks that inputs and margins are as they were, and gives the memory back. */
  close(): void {
    const memory = this.#heap.uint8();
    for (const { block, address, bytes, input } of this.#blocks) {
      const end = address + bytes;
      const intact = isUntouched(memory, block, address) && isUntouched(memory, end, end + MARGIN);
      expect(intact, "memory around the operands is not written").toBe(true);
      expect(input === undefined || isSame(memory, address, input), "operands to be read are not written").toBe(true);
    }
    for (const { block } of this.#blocks) this.#heap.free(block);
    this.#blocks.length = 0;
  }

  #asFloats(values: ArrayLike<number>): Float32Array | Float64Array {
    return this.width === 8 ? Float64Array.from(values) : Float32Array.from(values);
  }

  #place(values: Float32Array | Float64Array | Int32Array | Uint8Array, width: number, input: boolean): Address {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const lead = MARGIN + this.#shift * width;
    const block = this.#heap.allocate(lead + bytes.length + MARGIN);
    const address = block + lead;
    const memory = this.#heap.uint8();
    memory.fill(UNTOUCHED, block, address + bytes.length + MARGIN);
    memory.set(bytes, address);
    this.#blocks.push({ block, address, bytes: bytes.length, input: input ? bytes : undefined });
    return address;
  }
}

// Loops, not `every` and `toEqual`: these see every byte of the suite.
function isUntouched(memory: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (memory[i] !== UNTOUCHED) return false;
  return true;
}

function isSame(memory: Uint8Array, start: number, bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) if (memory[start + i] !== bytes[i]) return false;
  return true;
}

/** An executor under test, and the float64 reference over the same memory. */
export interface Subject {
  readonly name: string;
  readonly heap: Heap;
  readonly executor: Backend;
  readonly oracle: Backend;
}

/** What a kernel computed, by the names of its results. */
export type Results = Record<string, number[]>;

/** Places operands, calls kernels, and reads what they wrote. */
export type Body = (bench: Bench) => Results;

/** The largest error allowed of each element of a result; `"exact"` is the float32 next to the expected number. */
export type Bounds = Record<string, "exact" | ((index: number, expected: number) => number)>;

/** Rounding to float32 changes a number by at most this much of it. */
export const UNIT: number = 2 ** -24;

/** Runs `body` on an executor. */
function run(subject: Subject, executor: Backend, body: Body, shift = 0): Results {
  const bench = new Bench(executor, subject.heap, shift);
  const results = body(bench);
  bench.close();
  return results;
}

/** Runs `body` on the executor under test. */
export function compute(subject: Subject, body: Body): Results {
  return run(subject, subject.executor, body);
}

/** The oracle's results, in float64. */
export function expected(subject: Subject, body: Body): Results {
  return run(subject, subject.oracle, body);
}

/**
 * Holds the executor against the oracle, wherever the operands lie in memory: the results must keep to the bounds, and
 * be the same bits for every alignment.
 */
export function check(subject: Subject, body: Body, bounds: Bounds): void {
  const wanted = expected(subject, body);
  const got = compute(subject, body);
  expect(Object.keys(bounds).sort()).toEqual(Object.keys(wanted).sort());
  for (const [name, bound] of Object.entries(bounds)) expectClose(name, got[name]!, wanted[name]!, bound);
  for (const shift of [1, 2, 3]) {
    const moved = run(subject, subject.executor, body, shift);
    for (const name of Object.keys(bounds)) {
      const i = moved[name]!.findIndex((value, index) => !Object.is(value, got[name]![index]));
      if (i >= 0) fail(`with operands ${shift} elements further, ${name}`, i, moved[name]![i]!, got[name]![i]!, 0);
    }
  }
}

function expectClose(name: string, got: number[], wanted: number[], bound: Bounds[string]): void {
  expect(got.length, name).toBe(wanted.length);
  for (let i = 0; i < wanted.length; i++) {
    const exact = wanted[i]!;
    const rounded = Math.fround(exact);
    const actual = got[i]!;
    if (bound === "exact" || !Number.isFinite(rounded)) {
      if (!Object.is(actual, rounded) && actual !== rounded) fail(name, i, actual, rounded, 0);
      continue;
    }
    // Subnormal numbers are 2^-149 apart.
    const allowed = bound(i, exact) + 2 ** -149;
    if (!(Math.abs(actual - exact) <= allowed)) fail(name, i, actual, exact, allowed);
  }
}

function fail(name: string, index: number, actual: number, wanted: number, allowed: number): never {
  throw new Error(`${name}[${index}] is ${actual}; expected ${wanted} within ${allowed}`);
}

/** An error of at most `count` roundings of the number itself. */
export function roundings(count: number): (index: number, expected: number) => number {
  return (_, value) => count * UNIT * Math.abs(value);
}
