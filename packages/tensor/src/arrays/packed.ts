import { type Backend, executor } from "@unroll/kernels";
import { isGradEnabled } from "../autograd/recording.ts";
import { bytesPerElement, type FloatDType } from "../dtype.ts";
import type { Derived, Storage } from "../memory/storage.ts";
import type { NDArray } from "../ndarray.ts";

/** Up to so many rows read a matrix more slowly than one that was packed for them. */
const FEW_ROWS = 16;

/** The last use of a weight by few rows, and what was packed of it then. */
interface Use {
  readonly version: number;
  readonly backend: Backend;
  readonly columns: number;
  packed: Derived | undefined;
}

const uses = new WeakMap<Storage, Use>();

/**
 * The address of W^T packed for products with few rows, or 0 where it is read as it lies. W [N, K].
 *
 * A model that writes, one step at a time, reads the same weights again and again, and packed they are read faster. So the second
 * use of a weight with the same values packs it, and the copy stays until the values change or the weight goes. Only weights of the
 * persistent heap that own their storage are packed, and never while gradients are recorded: training changes them every step.
 */
export function packedWeight(weight: NDArray, rows: number): number {
  const { storage } = weight;
  if (rows > FEW_ROWS || isGradEnabled() || storage.owner !== null) return 0;
  const dtype = weight.dtype as FloatDType;
  const [n, k] = weight.shape as [number, number];
  if (!weight.isContiguous || n * k * bytesPerElement[dtype] !== storage.bytes) return 0;
  const backend = executor(dtype);
  const last = uses.get(storage);
  const same = last?.version === storage.version && last.backend === backend && last.columns === k;
  if (!same || last.packed !== storage.derived) {
    storage.dropDerived();
    uses.set(storage, { version: storage.version, backend, columns: k, packed: undefined });
    return 0;
  }
  if (last.packed === undefined) {
    const { inference } = backend;
    const bytes = inference.packedBytes(k, n);
    if (bytes === 0) return 0;
    last.packed = storage.derive(bytes);
    if (last.packed !== undefined) inference.pack(k, n, weight.address, 1, k, last.packed.address);
  }
  return last.packed?.address ?? 0;
}
