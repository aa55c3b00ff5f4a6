import { CheckpointError, quoted } from "./checkpoint-error.ts";
import { PickleDict, PickleGlobal, PickleTuple, type PickleValue } from "./pickle-values.ts";
import { isNameAllowed } from "./safetensors-header.ts";
import { TorchTensor } from "./torch-objects.ts";

/** What a checkpoint holds beside tensors: values that JSON has, and bigints for whole numbers that need them. */
export type PlainData =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly PlainData[]
  | { readonly [name: string]: PlainData };

/** A pickle taken apart: its tensors by path, and all the rest. */
export interface TakenApart {
  readonly tensors: ReadonlyMap<string, TorchTensor>;
  readonly metadata: Record<string, PlainData>;
}

/** What a tensor that is a whole file is called. */
const LONE_TENSOR = "tensor";
/** The deepest nesting of containers. */
const MAX_DEPTH = 100;

class TakingApart {
  readonly tensors: Map<string, TorchTensor> = new Map();
  readonly #reader: string;
  /** Containers that stand in many places are walked at each; values that take few bytes must not become many. */
  #left: number;
  /** A long key stands in the name of every tensor below it: how many characters names may have in all. */
  #charactersLeft: number;

  constructor(reader: string, most: number) {
    this.#reader = reader;
    this.#left = most;
    this.#charactersLeft = most;
  }

  refuse(problem: string): never {
    throw new CheckpointError(`${this.#reader}: ${problem}`);
  }

  /** A value without its tensors; undefined when nothing remains. */
  take(value: PickleValue, path: readonly string[]): PlainData | undefined {
    if (--this.#left < 0) this.refuse("the pickle unfolds into too many values; its containers stand in each other");
    if (path.length > MAX_DEPTH) this.refuse(`the pickle nests containers deeper than ${MAX_DEPTH}, or in themselves`);
    if (value === null || typeof value !== "object") return value;
    if (value instanceof TorchTensor) return this.#addTensor(path, value);
    if (value instanceof PickleDict) return this.#takeDict(value, path);
    if (value instanceof PickleTuple) return this.#takeList(value.items, path);
    if (Array.isArray(value)) return this.#takeList(value, path);
    const what = value instanceof PickleGlobal ? `${quoted(value.path)} itself` : value.kind;
    return this.refuse(`${quoted(path.join("."))} is ${what}, neither a tensor nor plain data`);
  }

  #addTensor(path: readonly string[], tensor: TorchTensor): undefined {
    this.#charactersLeft -= path.reduce((sum, { length }) => sum + length + 1, 0);
    if (this.#charactersLeft < 0)
      this.refuse("the pickle unfolds into too many values with long names; many tensors stand below the same keys");
    const name = path.join(".");
    if (!isNameAllowed(name)) this.refuse(`the name ${quoted(name)} of a tensor is not allowed`);
    if (this.tensors.has(name)) this.refuse(`two tensors have the path ${quoted(name)}`);
    this.tensors.set(name, tensor);
  }

  #takeDict({ entries }: PickleDict, path: readonly string[]): PlainData | undefined {
    const taken = new Map<string, PlainData>();
    const names = new Set<string>();
    for (const [key, value] of entries) {
      const name = String(key);
      if (!isNameAllowed(name)) this.refuse(`a dict has the key ${quoted(name)}, which is not allowed`);
      if (names.has(name)) this.refuse(`a dict has the key ${name} twice, as text and as a number`);
      names.add(name);
      const plain = this.take(value, [...path, name]);
      if (plain !== undefined) taken.set(name, plain);
    }
    return taken.size > 0 || entries.size === 0 ? Object.fromEntries(taken) : undefined;
  }

  #takeList(items: readonly PickleValue[], path: readonly string[]): PlainData | undefined {
    const taken = items.map((item, i) => this.take(item, [...path, String(i)]));
    const isLeft = items.length === 0 || taken.some((item) => item !== undefined);
    return isLeft ? taken.map((item) => item ?? null) : undefined;
  }
}

/**
 * Takes a pickle apart. A tensor's name is the path of keys and indices that leads to it, joined by dots. What is left of
 * the rest keeps its form: tensors are gone from dicts, and null in lists; a container of tensors alone is gone, too.
 *
 * @param most how many values there may be, and how many characters in all names of tensors.
 */
export function takeApart(value: PickleValue, most: number, reader: string): TakenApart {
  const taking = new TakingApart(reader, most);
  if (value instanceof TorchTensor) {
    return { tensors: new Map([[LONE_TENSOR, value]]), metadata: {} };
  }
  if (value instanceof PickleTuple || Array.isArray(value)) {
    const items = value instanceof PickleTuple ? value.items : value;
    const dict = new PickleDict();
    for (const [i, item] of items.entries()) dict.entries.set(i, item);
    return takeApart(dict, most, reader);
  }
  if (!(value instanceof PickleDict)) taking.refuse("the pickle holds neither a tensor nor a dict or list of them");
  const metadata = (taking.take(value, []) ?? {}) as Record<string, PlainData>;
  return { tensors: taking.tensors, metadata };
}
