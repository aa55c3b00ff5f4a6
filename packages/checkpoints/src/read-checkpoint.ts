import { CheckpointError } from "./checkpoint-error.ts";
import { decodeNpy } from "./npy.ts";
import { MAGIC as NPY_MAGIC } from "./npy-header.ts";
import { decodeNpz } from "./npz.ts";
import { type Checkpoint, decodePt } from "./pt.ts";
import { decodeSafetensors } from "./safetensors.ts";
import { LENGTH_BYTES } from "./safetensors-header.ts";
import { isPickle, isTorchArchive } from "./torch-file.ts";
import { readZip } from "./zip.ts";

/** A format, how its files are known, and how they are read. */
interface Format {
  readonly name: string;
  isIn(bytes: Uint8Array): boolean;
  read(bytes: Uint8Array): Checkpoint;
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return bytes.length >= magic.length && magic.every((byte, i) => bytes[i] === byte);
}

function isZip(bytes: Uint8Array): boolean {
  return startsWith(bytes, [0x50, 0x4b, 0x03, 0x04]);
}

/** In the order in which they are tried. */
const formats: readonly Format[] = [
  { name: "numpy's .npy", isIn: (bytes) => startsWith(bytes, NPY_MAGIC), read: readLoneArray },
  {
    name: "PyTorch's .pt",
    isIn: (bytes) => isPickle(bytes) || (isZip(bytes) && isTorchArchive(readZip(bytes, "readCheckpoint"))),
    read: decodePt,
  },
  { name: "numpy's .npz", isIn: isZip, read: (bytes) => ({ tensors: decodeNpz(bytes), metadata: {} }) },
  // Behind the length of its header, which is JSON.
  { name: "safetensors", isIn: (bytes) => bytes[LENGTH_BYTES] === 0x7b, read: decodeSafetensors },
];

/** A tensor that is a whole file has the name that it has in a .pt file. */
function readLoneArray(bytes: Uint8Array): Checkpoint {
  return { tensors: { tensor: decodeNpy(bytes) }, metadata: {} };
}

/**
 * Reads a checkpoint of any format, by what its first bytes say: safetensors, PyTorch's .pt and .pth, numpy's .npz and
 * .npy. It brings along every reader; a page that reads one format calls that one.
 *
 * @param bytes the whole file.
 * @returns `tensors` by name, a tensor alone as `tensor`; and `metadata`, empty for numpy's files.
 * @throws CheckpointError when the format is none of these, or the file is damaged, from the reader of its format:
 * {@link decodeSafetensors}, {@link decodePt}, {@link decodeNpz} or {@link decodeNpy}.
 * @example
 * ```ts
 * import { encodeNpz, encodeSafetensors, readCheckpoint } from "@unroll/checkpoints";
 * import { tensor } from "@unroll/tensor";
 * const weight = tensor([1, 2]);
 * readCheckpoint(encodeSafetensors({ weight })).tensors.weight?.toArray(); // => [1, 2]
 * readCheckpoint(encodeNpz({ weight })).tensors.weight?.toArray(); // => [1, 2]
 * readCheckpoint(new Uint8Array(100)); // throws CheckpointError: readCheckpoint: the file must be
 * ```
 */
export function readCheckpoint(bytes: Uint8Array): Checkpoint {
  const format = formats.find(({ isIn }) => isIn(bytes));
  if (format === undefined) {
    const names = formats.map(({ name }) => name).join(", ");
    throw new CheckpointError(
      `readCheckpoint: the file must be of one of these formats: ${names}; it is empty, truncated, or of another`,
    );
  }
  return format.read(bytes);
}
