import type { DType, Tensor } from "@unroll/tensor";
import { CheckpointError, quoted } from "./checkpoint-error.ts";
import { encodeNpy, readNpy } from "./npy.ts";
import { isNameAllowed } from "./safetensors-header.ts";
import { readZip, writeZip } from "./zip.ts";

/** What the names of an archive's entries end in, and those of its arrays do not. */
const SUFFIX = ".npy";

/** Options of {@link encodeNpz}. */
export interface NpzOptions {
  /** Whether the file is deflated, as by `numpy.savez_compressed`. Default false: weights hardly shrink. */
  readonly compress?: boolean;
}

/**
 * The bytes of an .npz file, arrays of numpy's by name: what `numpy.savez` writes and `numpy.load` reads. It is a zip
 * archive of one .npy file for each tensor, written by {@link encodeNpy}. The same tensors in the same order always give
 * the same bytes.
 *
 * @param tensors by name, for example a module's `stateDict()`.
 * @param options `compress`: default false.
 * @throws CheckpointError when a name is `__proto__` or no Unicode text, or when the file grows over 4 GiB.
 * @example
 * ```ts
 * import { decodeNpz, encodeNpz } from "@unroll/checkpoints";
 * import { tensor } from "@unroll/tensor";
 * const bytes = encodeNpz({ weight: tensor([[1, 2], [3, 4]]), bias: tensor([5, 6]) });
 * const { weight, bias } = decodeNpz(bytes);
 * weight?.toArray(); // => [[1, 2], [3, 4]]
 * bias?.toArray(); // => [5, 6]
 * ```
 */
export function encodeNpz(
  tensors: Readonly<Record<string, Tensor<DType>>>,
  options: NpzOptions = {},
): Uint8Array<ArrayBuffer> {
  const files = Object.entries(tensors).map(([name, tensor]): [string, Uint8Array] => {
    if (!isNameAllowed(name) || /\p{Surrogate}/u.test(name)) {
      throw new CheckpointError(`encodeNpz: the name ${quoted(name)} is not allowed`, name);
    }
    return [name + SUFFIX, encodeNpy(tensor)];
  });
  return writeZip(Object.fromEntries(files), "encodeNpz", options.compress);
}

/**
 * Reads an .npz file, arrays of numpy's by name, stored or deflated.
 *
 * The file is not trusted: the directory of the zip archive is checked as a whole and may not claim to hold much more than
 * the file could, every entry's checksum must be right, and every array is checked as {@link decodeNpy} does. Arrays of
 * Python objects are refused.
 *
 * @param bytes the whole file.
 * @returns the arrays by name (without the `.npy` of the archive), in the order of the file.
 * @throws CheckpointError saying what is wrong with the file; then no tensor is left behind.
 * @example
 * ```ts
 * import { decodeNpz } from "@unroll/checkpoints";
 * decodeNpz(new Uint8Array(10)); // throws CheckpointError: decodeNpz:
 * ```
 */
export function decodeNpz(bytes: Uint8Array): Record<string, Tensor<DType>> {
  const read = new Map<string, Tensor<DType>>();
  try {
    for (const entry of readZip(bytes, "decodeNpz").values()) {
      const name = entry.name.endsWith(SUFFIX) ? entry.name.slice(0, -SUFFIX.length) : entry.name;
      const what = `array ${quoted(name)}`;
      if (!isNameAllowed(name)) throw new CheckpointError(`decodeNpz: ${what} has a name that is not allowed`, name);
      if (read.has(name)) throw new CheckpointError(`decodeNpz: ${what} is there twice, with and without .npy`, name);
      read.set(name, readNpy(entry.bytes(), { reader: "decodeNpz", what, tensorName: name }));
    }
  } catch (error) {
    for (const tensor of read.values()) tensor.dispose();
    throw error;
  }
  return Object.fromEntries(read);
}
