import type { DType, Tensor } from "@unroll/tensor";
import { CheckpointError, quoted } from "./checkpoint-error.ts";
import { findDuplicateKey } from "./duplicate-key.ts";
import { decodeSafetensors, type Safetensors } from "./safetensors.ts";

function refuse(problem: string, tensorName?: string): never {
  throw new CheckpointError(`decodeSharded: ${problem}`, tensorName);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The names of the tensors in each shard, by the shard's file name, in the order of the index. */
function readIndex(text: string): ReadonlyMap<string, ReadonlySet<string>> {
  let index: unknown;
  try {
    index = JSON.parse(text);
  } catch {
    index = undefined;
  }
  if (!isRecord(index) || !isRecord(index.weight_map)) {
    refuse("the index must be a JSON object with an object weight_map, as in model.safetensors.index.json");
  }
  const twice = findDuplicateKey(text);
  if (twice !== undefined) refuse(`the index names ${quoted(twice)} twice`, twice);
  const shards = new Map<string, Set<string>>();
  for (const [name, file] of Object.entries(index.weight_map)) {
    // The reader may put it behind a folder: it must not lead out of there.
    if (typeof file !== "string" || !/^[^/\\]+$/.test(file) || file === "." || file === "..") {
      const got = typeof file === "string" ? quoted(file) : typeof file;
      refuse(`the shard of tensor ${quoted(name)} must be a file name without a folder; got ${got}`, name);
    }
    const names = shards.get(file) ?? new Set();
    names.add(name);
    shards.set(file, names);
  }
  return shards;
}

/** What a shard holds, which must be just what the index says. */
function decodeShard(
  file: string,
  bytes: Uint8Array,
  names: ReadonlySet<string>,
  shards: ReadonlyMap<string, ReadonlySet<string>>,
): Safetensors {
  const shard = decodeWithName(file, bytes);
  try {
    for (const name of Object.keys(shard.tensors)) {
      if (names.has(name)) continue;
      const other = [...shards].find(([, theirs]) => theirs.has(name));
      refuse(
        other === undefined
          ? `shard ${quoted(file)} holds tensor ${quoted(name)}, which the index does not name`
          : `shard ${quoted(file)} holds tensor ${quoted(name)}, which the index has in ${quoted(other[0])}`,
        name,
      );
    }
    for (const name of names) {
      if (!Object.hasOwn(shard.tensors, name)) {
        refuse(`shard ${quoted(file)} lacks tensor ${quoted(name)}, which the index has there`, name);
      }
    }
  } catch (error) {
    for (const tensor of Object.values(shard.tensors)) tensor.dispose();
    throw error;
  }
  return shard;
}

function decodeWithName(file: string, bytes: Uint8Array): Safetensors {
  try {
    return decodeSafetensors(bytes);
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    return refuse(`in shard ${quoted(file)}, ${error.message.replace("decodeSafetensors: ", "")}`, error.tensorName);
  }
}

/** Asks for the bytes of one shard after another; both ways of getting them drive it. */
function* assemble(index: string): Generator<string, Safetensors, Uint8Array> {
  const shards = readIndex(index);
  const tensors = new Map<string, Tensor<DType>>();
  const metadata: Record<string, string> = {};
  let isDone = false;
  try {
    for (const [file, names] of shards) {
      const shard = decodeShard(file, yield file, names, shards);
      for (const [name, tensor] of Object.entries(shard.tensors)) tensors.set(name, tensor);
      Object.assign(metadata, shard.metadata);
    }
    isDone = true;
    return { tensors: Object.fromEntries(tensors), metadata };
  } finally {
    if (!isDone) for (const tensor of tensors.values()) tensor.dispose();
  }
}

async function finish(
  steps: ReturnType<typeof assemble>,
  first: Promise<Uint8Array>,
  getShard: (file: string) => Uint8Array | Promise<Uint8Array>,
): Promise<Safetensors> {
  try {
    let step = steps.next(await first);
    while (!step.done) step = steps.next(await getShard(step.value));
    return step.value;
  } finally {
    steps.return({ tensors: {}, metadata: {} });
  }
}

/**
 * Reads a checkpoint that is split over several safetensors files, by its index, `model.safetensors.index.json`. The
 * shards are asked for one at a time, in the order of the index, and each must hold just the tensors that the index has in
 * it.
 *
 * @param index the text of the index: JSON with a `weight_map`, the shard's file name by tensor name.
 * @param getShard gives the bytes of the shard of this name. It may be async: then the result is, too. Names with folders
 * in them are refused before.
 * @returns the tensors of all shards, and their metadata put together.
 * @throws CheckpointError naming the shard, and the tensor that is missing, doubled or wrong; then no tensor is left behind.
 * @example
 * ```ts
 * import { decodeSharded, encodeSafetensors } from "@unroll/checkpoints";
 * import { tensor } from "@unroll/tensor";
 * const files: Record<string, Uint8Array> = {
 *   "model-1.safetensors": encodeSafetensors({ weight: tensor([1, 2]) }),
 *   "model-2.safetensors": encodeSafetensors({ bias: tensor([3]) }),
 * };
 * const index = '{ "weight_map": { "weight": "model-1.safetensors", "bias": "model-2.safetensors" } }';
 * const { tensors } = decodeSharded(index, (file) => files[file] ?? new Uint8Array(0));
 * tensors.bias?.toArray(); // => [3]
 * const later = await decodeSharded(index, async (file) => files[file] ?? new Uint8Array(0));
 * Object.keys(later.tensors); // => ["weight", "bias"]
 * ```
 */
export function decodeSharded(index: string, getShard: (file: string) => Uint8Array): Safetensors;
export function decodeSharded(index: string, getShard: (file: string) => Promise<Uint8Array>): Promise<Safetensors>;
export function decodeSharded(
  index: string,
  getShard: (file: string) => Uint8Array | Promise<Uint8Array>,
): Safetensors | Promise<Safetensors> {
  const steps = assemble(index);
  try {
    let step = steps.next();
    while (!step.done) {
      const bytes = getShard(step.value);
      if (bytes instanceof Promise) return finish(steps, bytes, getShard);
      step = steps.next(bytes);
    }
    return step.value;
  } catch (error) {
    steps.return({ tensors: {}, metadata: {} });
    throw error;
  }
}
