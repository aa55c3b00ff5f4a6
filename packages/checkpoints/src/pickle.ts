import { CheckpointError, quoted } from "./checkpoint-error.ts";
import { opcodes } from "./pickle-opcodes.ts";
import { PickleDict, PickleGlobal, PickleTuple, type PickleValue } from "./pickle-values.ts";

/** The little that a pickle may name. */
export interface PickleWorld {
  /** The function that reads, as messages name it. */
  readonly reader: string;
  /** The function or class of this path; undefined when it is not allowed. */
  findGlobal(path: string): PickleGlobal | undefined;
  /** What is kept beside the pickle under this id; undefined when the id is none. */
  findPersistent(id: PickleValue): PickleValue | undefined;
}

/** The longest whole number that is read, in bytes. */
const MAX_INTEGER_BYTES = 255;

/**
 * The machine that a pickle is a program for, reduced to what builds plain containers: it knows the operations that
 * torch.save writes, and calls nothing but what its world gives. Every operation takes time and memory in proportion to
 * the bytes that it reads or the items that it takes from the stack. The operations:
 * https://github.com/python/cpython/blob/main/Lib/pickletools.py.
 */
export class PickleMachine {
  readonly world: PickleWorld;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at: number;
  #stack: PickleValue[] = [];
  /** The stacks below each mark. */
  readonly #below: PickleValue[][] = [];
  readonly #memo = new Map<number, PickleValue>();
  /** How many items of lists calls were given. */
  #given = 0;

  constructor(bytes: Uint8Array, start: number, world: PickleWorld) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = start;
    this.world = world;
  }

  /** Runs to the end: what was built, and where the pickle ends. */
  run(): { readonly value: PickleValue; readonly end: number } {
    for (;;) {
      const at = this.#at;
      const code = this.uint8();
      if (code === 0x2e) break; // STOP
      const operation = opcodes[code];
      if (operation === undefined) {
        this.refuse(`has the operation 0x${code.toString(16).padStart(2, "0")} at byte ${at}, which is not read`);
      }
      operation(this);
    }
    if (this.#below.length > 0) this.refuse("ends within a container");
    return { value: this.pop(), end: this.#at };
  }

  refuse(problem: string): never {
    throw new CheckpointError(`${this.world.reader}: the pickle ${problem}`);
  }

  /** Passes over `length` bytes: where they begin. */
  #take(length: number): number {
    const start = this.#at;
    if (length > this.#bytes.length - start) this.refuse("ends in the middle; the file is truncated or damaged");
    this.#at += length;
    return start;
  }

  uint8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  uint16(): number {
    return this.#view.getUint16(this.#take(2), true);
  }

  int32(): number {
    return this.#view.getInt32(this.#take(4), true);
  }

  uint32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  /** One that is too large for a number is too large for the file, too. */
  uint64(): number {
    return Number(this.#view.getBigUint64(this.#take(8), true));
  }

  float64(): number {
    return this.#view.getFloat64(this.#take(8), false);
  }

  /** Two's complement, little-endian, of any length. */
  integer(length: number): number | bigint {
    if (length > MAX_INTEGER_BYTES) {
      this.refuse(`has a whole number of ${length} bytes, more than the ${MAX_INTEGER_BYTES} that are read`);
    }
    const start = this.#take(length);
    let value = 0n;
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(this.#bytes[start + i] as number);
    const signed = BigInt.asIntN(8 * length, value);
    const short = Number(signed);
    return Number.isSafeInteger(short) ? short : signed;
  }

  text(length: number): string {
    const start = this.#take(length);
    try {
      const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
      return decoder.decode(this.#bytes.subarray(start, start + length));
    } catch {
      return this.refuse(`has text at byte ${start} that is not UTF-8`);
    }
  }

  line(): string {
    const end = this.#bytes.indexOf(0x0a, this.#at);
    if (end < 0) this.refuse("ends in the middle; the file is truncated or damaged");
    const text = this.text(end - this.#at);
    this.#at++;
    return text;
  }

  push(value: PickleValue): void {
    this.#stack.push(value);
  }

  pop(): PickleValue {
    const value = this.#stack.pop();
    return value === undefined ? this.refuse("takes a value where there is none") : value;
  }

  top(): PickleValue {
    const value = this.#stack.at(-1);
    return value === undefined ? this.refuse("takes a value where there is none") : value;
  }

  mark(): void {
    this.#below.push(this.#stack);
    this.#stack = [];
  }

  /** What was pushed since the last mark. */
  popToMark(): PickleValue[] {
    const items = this.#stack;
    this.#stack = this.#below.pop() ?? this.refuse("takes a mark where there is none");
    return items;
  }

  remember(key: number): void {
    this.#memo.set(key, this.top());
  }

  get remembered(): number {
    return this.#memo.size;
  }

  recall(key: number): void {
    const value = this.#memo.get(key);
    if (value === undefined) this.refuse(`refers to value ${key}, which it has not`);
    this.push(value);
  }

  /** Names a function or class: one that the world knows, or the end. */
  global(module: string, name: string): void {
    const path = `${module}.${name}`;
    const found = this.world.findGlobal(path);
    if (found === undefined) {
      this.refuse(
        `names ${quoted(path)}, which is not allowed: only tensors and plain data are read, and nothing is run; save a state dict alone, torch.save(model.state_dict(), path)`,
      );
    }
    this.push(found);
  }

  call(): void {
    const args = this.pop();
    const callee = this.pop();
    if (!(callee instanceof PickleGlobal) || callee.call === undefined || !(args instanceof PickleTuple)) {
      this.refuse(`calls ${callee instanceof PickleGlobal ? quoted(callee.path) : "a value"}, which is not allowed`);
    }
    // A list in the memo costs no bytes when it is given again, and each call walks it: only so many as were read, then.
    const [list] = args.items;
    if (Array.isArray(list)) this.#given += list.length;
    if (this.#given > this.#bytes.length) this.refuse(`gives the same list to ${quoted(callee.path)} over and over`);
    this.push(callee.call(args.items, (problem) => this.refuse(problem)));
  }

  /** Attributes of an object. Those of an OrderedDict are torch's notes on the modules it came from, and passed over. */
  build(): void {
    const state = this.pop();
    const target = this.top();
    if (!(target instanceof PickleDict && target.isOrdered && state instanceof PickleDict)) {
      this.refuse("sets attributes of an object (BUILD), which is not allowed");
    }
  }

  persistent(): void {
    this.push(
      this.world.findPersistent(this.pop()) ?? this.refuse("refers to a storage in another way than torch.save"),
    );
  }

  append(items: readonly PickleValue[]): void {
    const list = this.top();
    if (!Array.isArray(list)) this.refuse("appends to what is no list");
    for (const item of items) list.push(item);
  }

  /** Keys and values in turn. */
  setItems(items: readonly PickleValue[]): void {
    const dict = this.top();
    if (!(dict instanceof PickleDict) || items.length % 2 > 0) this.refuse("sets items of what is no dict");
    for (let i = 0; i < items.length; i += 2) {
      const key = items[i];
      if (typeof key !== "string" && !(typeof key === "number" && Number.isSafeInteger(key))) {
        this.refuse("has a dict with a key that is neither text nor a whole number");
      }
      dict.entries.set(key, items[i + 1] as PickleValue);
    }
  }
}

/** Reads the pickle that begins at `start`. */
export function unpickle(
  bytes: Uint8Array,
  world: PickleWorld,
  start = 0,
): { readonly value: PickleValue; readonly end: number } {
  return new PickleMachine(bytes, start, world).run();
}
