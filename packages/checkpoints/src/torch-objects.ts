import { type ElementType, elementTypes, MAX_DIMENSIONS } from "./element-types.ts";
import {
  type PickleCall,
  PickleDict,
  PickleGlobal,
  type PickleObject,
  PickleTuple,
  type PickleValue,
} from "./pickle-values.ts";

/** torch's storage types that are read, and their elements by safetensors' names. */
const storageTypes: Readonly<Record<string, string>> = {
  "torch.DoubleStorage": "F64",
  "torch.FloatStorage": "F32",
  "torch.HalfStorage": "F16",
  "torch.BFloat16Storage": "BF16",
  "torch.LongStorage": "I64",
  "torch.IntStorage": "I32",
  "torch.ShortStorage": "I16",
  "torch.CharStorage": "I8",
  "torch.ByteStorage": "U8",
  "torch.BoolStorage": "BOOL",
};

/** Memory that tensors share, as the pickle names it. */
export class TorchStorage implements PickleObject {
  readonly kind = "a storage";
  readonly key: string;
  readonly type: ElementType;
  /** In elements. */
  readonly length: number;

  constructor(key: string, type: ElementType, length: number) {
    this.key = key;
    this.type = type;
    this.length = length;
  }
}

/** A tensor as the pickle describes it. Everything is checked: no element lies outside its storage. */
export class TorchTensor implements PickleObject {
  readonly kind = "a tensor";
  readonly storage: TorchStorage;
  /** Offset and strides are in elements. */
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];

  constructor(storage: TorchStorage, offset: number, shape: readonly number[], strides: readonly number[]) {
    this.storage = storage;
    this.offset = offset;
    this.shape = shape;
    this.strides = strides;
  }

  /** In double precision a product that is too large is only more too large. */
  get size(): number {
    return this.shape.reduce((product, dimension) => product * dimension, 1);
  }
}

function isSize(value: PickleValue | undefined): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function sizesOf(value: PickleValue | undefined): readonly number[] | undefined {
  return value instanceof PickleTuple && value.items.length <= MAX_DIMENSIONS && value.items.every(isSize)
    ? value.items
    : undefined;
}

/** `_rebuild_tensor_v2(storage, storage_offset, size, stride, requires_grad, backward_hooks, metadata=None)` */
const rebuildTensor: PickleCall = (args, refuse) => {
  const [storage, offset, size, stride] = args;
  if (!(storage instanceof TorchStorage) || args.length < 6 || args.length > 7) {
    return refuse("makes a tensor in another way than torch.save");
  }
  const shape = sizesOf(size);
  const strides = sizesOf(stride);
  if (!isSize(offset) || shape === undefined || strides?.length !== shape.length) {
    return refuse(
      `has a tensor whose offset, shape and strides are not whole numbers from 0 up, of at most ${MAX_DIMENSIONS} dimensions`,
    );
  }
  const last = shape.reduce((sum, dimension, axis) => sum + (dimension - 1) * (strides[axis] as number), offset);
  if (!shape.includes(0) && last >= storage.length) {
    return refuse(
      `has a tensor of shape [${shape.join(", ")}] that reaches to element ${last} of a storage of ${storage.length}`,
    );
  }
  return new TorchTensor(storage, offset, shape, strides);
};

/** `_rebuild_parameter(data, requires_grad, backward_hooks)` */
const rebuildParameter: PickleCall = ([data, ...more], refuse) =>
  data instanceof TorchTensor && more.length === 2 ? data : refuse("makes a parameter in another way than torch.save");

/** `OrderedDict()`, or Python 2's `OrderedDict([[key, value], ...])` */
const orderedDict: PickleCall = (args, refuse) => {
  const [pairs = []] = args;
  const dict = new PickleDict(true);
  if (args.length > 1 || !Array.isArray(pairs)) return refuse("makes an OrderedDict of other than pairs");
  for (const pair of pairs) {
    const [key, value, ...more] = pair instanceof PickleTuple ? pair.items : Array.isArray(pair) ? pair : [];
    if (typeof key !== "string" || value === undefined || more.length > 0) {
      return refuse("makes an OrderedDict of other than pairs");
    }
    dict.entries.set(key, value);
  }
  return dict;
};

/** `torch.Size(tuple)` */
const size: PickleCall = ([sizes, ...more], refuse) =>
  sizes instanceof PickleTuple && more.length === 0 ? sizes : refuse("makes a torch.Size of other than a tuple");

/** What may be called. */
const calls: Readonly<Record<string, PickleCall>> = {
  "torch._utils._rebuild_tensor_v2": rebuildTensor,
  "torch._utils._rebuild_parameter": rebuildParameter,
  "collections.OrderedDict": orderedDict,
  "torch.Size": size,
};

/** Everything that a pickle may name, by its path in Python: what is not here is refused. */
export function findTorchGlobal(path: string): PickleGlobal | undefined {
  if (Object.hasOwn(calls, path)) return new PickleGlobal(path, calls[path]);
  return Object.hasOwn(storageTypes, path) ? new PickleGlobal(path) : undefined;
}

/**
 * `("storage", type, key, location, length)`, and in files from before torch 1.6 a view of another storage, which is None
 * today. The location, such as `cuda:0`, is passed over.
 */
export function findTorchStorage(id: PickleValue): TorchStorage | undefined {
  if (!(id instanceof PickleTuple)) return undefined;
  const [word, type, key, location, length, view = null] = id.items;
  if (word !== "storage" || typeof location !== "string" || view !== null || id.items.length > 6) return undefined;
  const typeName = type instanceof PickleGlobal ? storageTypes[type.path] : undefined;
  if (typeName === undefined || typeof key !== "string" || !isSize(length)) return undefined;
  return new TorchStorage(key, elementTypes[typeName] as ElementType, length);
}
