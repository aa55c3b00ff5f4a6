import { type DType, Tensor } from "@unroll/tensor";
import { quoted } from "./checkpoint-error.ts";
import { type ElementType, readElements } from "./element-types.ts";
import { checkGrowth } from "./growth.ts";
import { type PlainData, takeApart } from "./plain-data.ts";
import { openTorchFile, type TorchFile } from "./torch-file.ts";
import type { TorchTensor } from "./torch-objects.ts";

/** What a checkpoint holds, whatever its format. */
export interface Checkpoint {
  /** By name. Those of nested containers have their path as a name: `model.encoder.weight`. */
  readonly tensors: Record<string, Tensor<DType>>;
  /** All the rest, in the form that it has in the file: `{ epoch: 3, optimizer: { param_groups: [...] } }`. */
  readonly metadata: Readonly<Record<string, PlainData>>;
}

/** Of one element in memory. */
const bytesInMemory: Readonly<Record<DType, number>> = { float64: 8, float32: 4, int32: 4, bool: 1 };
/** How many values a byte of a pickle may become, where containers stand in many places. */
const VALUES_PER_BYTE = 16;

/** The elements of a tensor one after another, row-major and little-endian. */
function gather(storage: Uint8Array, tensor: TorchTensor, isBigEndian: boolean): Uint8Array {
  const { shape, strides, offset, size } = tensor;
  const width = tensor.storage.type.bytes;
  const isContiguous = shape.every((dimension, axis) => {
    const below = shape.slice(axis + 1).reduce((product, other) => product * other, 1);
    return dimension === 1 || strides[axis] === below;
  });
  if (size === 0) return new Uint8Array(0);
  if (isContiguous && !isBigEndian) return storage.subarray(offset * width, (offset + size) * width);
  const out = new Uint8Array(size * width);
  const index = shape.map(() => 0);
  let element = offset;
  for (let at = 0; at < out.length; at += width) {
    const from = element * width;
    for (let i = 0; i < width; i++) out[at + i] = storage[isBigEndian ? from + width - 1 - i : from + i] as number;
    // Counts up, the last index fastest.
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const next = (index[axis] as number) + 1;
      element += strides[axis] as number;
      index[axis] = next;
      if (next < (shape[axis] as number)) break;
      index[axis] = 0;
      element -= next * (strides[axis] as number);
    }
  }
  return out;
}

function readTensor(file: TorchFile, name: string, tensor: TorchTensor, reader: string): Tensor<DType> {
  const type: ElementType = tensor.storage.type;
  const elements = gather(file.storageBytes(tensor.storage), tensor, file.isBigEndian);
  const subject = { reader, what: `tensor ${quoted(name)}`, tensorName: name };
  return new Tensor<DType>(readElements(elements, type, tensor.shape, subject));
}

/**
 * Reads a .pt or .pth file, what PyTorch's `torch.save` writes: a state dict, or a checkpoint of nested dicts and lists.
 *
 * A tensor's name is the path that leads to it, its keys and indices joined by dots; a tensor saved alone is named
 * `tensor`. The rest is given as it is, without its tensors: they are gone from dicts, and null in lists. Tuples become
 * arrays, whole numbers beyond 2^53 bigints. Both formats of torch.save are read, the zip archive and the one from before
 * torch 1.6.
 *
 * The file is not trusted, and nothing in it is run: its pickle may name only what tensors and plain containers need
 * (`torch._utils._rebuild_tensor_v2`, `torch._utils._rebuild_parameter`, `collections.OrderedDict`, `torch.Size` and the
 * storage types); anything else is refused by its name. Offsets and strides are honoured and checked against the storage,
 * and nothing is allocated that the file does not declare within bounds. Element types become what
 * {@link decodeSafetensors} makes of them: half and bfloat16 are float32, the integer types int32, exactly.
 *
 * @param bytes the whole file.
 * @returns `tensors` by name, and `metadata`. Tensors that share memory in the file are copies of their own.
 * @throws CheckpointError saying what is wrong with the file; then no tensor is left behind.
 * @example
 * ```ts
 * import { decodePt } from "@unroll/checkpoints";
 * // torch.save({"epoch": 3}, path, pickle_protocol=2, _use_new_zipfile_serialization=False)
 * const magic = [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e];
 * const version = [0x80, 2, 0x4d, 0xe9, 3, 0x2e];
 * const system = [0x80, 2, 0x7d, 0x2e];
 * const contents = [0x80, 2, 0x7d, 0x55, 5, ...new TextEncoder().encode("epoch"), 0x4b, 3, 0x73, 0x2e];
 * const storages = [0x80, 2, 0x5d, 0x2e];
 * const { metadata } = decodePt(Uint8Array.of(...magic, ...version, ...system, ...contents, ...storages));
 * metadata; // => { "epoch": 3 }
 *
 * const evil = [0x80, 2, ...new TextEncoder().encode("cos\nsystem\n.")];
 * decodePt(Uint8Array.of(...magic, ...version, ...system, ...evil)); // throws CheckpointError: decodePt: the pickle names "os.system", which is not allowed
 * ```
 */
export function decodePt(bytes: Uint8Array): Checkpoint {
  const reader = "decodePt";
  const file = openTorchFile(bytes, reader);
  const { tensors, metadata } = takeApart(file.value, VALUES_PER_BYTE * file.pickleBytes, reader);
  const total = [...tensors.values()].reduce(
    (sum, { size, storage }) => sum + size * bytesInMemory[storage.type.dtype],
    0,
  );
  checkGrowth(total, bytes.length, { reader, what: "the file" });
  const read: [string, Tensor<DType>][] = [];
  try {
    for (const [name, tensor] of tensors) read.push([name, readTensor(file, name, tensor, reader)]);
  } catch (error) {
    for (const [, tensor] of read) tensor.dispose();
    throw error;
  }
  return { tensors: Object.fromEntries(read), metadata };
}
