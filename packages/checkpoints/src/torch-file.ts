import { CheckpointError, quoted } from "./checkpoint-error.ts";
import { unpickle } from "./pickle.ts";
import { PickleDict, type PickleValue } from "./pickle-values.ts";
import { findTorchGlobal, findTorchStorage, type TorchStorage } from "./torch-objects.ts";
import { readZip, type ZipEntry } from "./zip.ts";

/** A file of torch.save, opened: the pickle is read, the storages are not yet. */
export interface TorchFile {
  readonly value: PickleValue;
  readonly isBigEndian: boolean;
  /** The length of the pickle. */
  readonly pickleBytes: number;
  /** The bytes of a storage, as many as it is said to have. */
  storageBytes(storage: TorchStorage): Uint8Array;
}

/** How a file that is read by no reader here is made one that is. */
const HOW_TO_CONVERT = "load it in PyTorch and save it again, torch.save(torch.load(path), path)";

/** The first pickle of a file from before torch 1.6: protocol, and a whole number of 10 bytes. */
const LEGACY_MAGIC = [0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e];
const ZIP_MAGIC = [0x50, 0x4b, 0x03, 0x04];
/** What the second pickle holds. */
const LEGACY_VERSION = 1001;
/** Before each storage stands its length in elements, an int64. */
const LEGACY_LENGTH_BYTES = 8;

function refuse(reader: string, problem: string): never {
  throw new CheckpointError(`${reader}: ${problem}`);
}

function holds(bytes: Uint8Array, at: number, magic: readonly number[]): boolean {
  return magic.every((byte, i) => bytes[at + i] === byte);
}

/** The folder of an archive of torch.save; undefined for an archive of anything else. */
function torchFolder(entries: ReadonlyMap<string, ZipEntry>): string | undefined {
  const pickle = [...entries.keys()].find((name) => /^[^/]+\/data\.pkl$/.test(name));
  return pickle?.slice(0, -"data.pkl".length);
}

/** Whether an archive is one of torch.save. */
export function isTorchArchive(entries: ReadonlyMap<string, ZipEntry>): boolean {
  return torchFolder(entries) !== undefined;
}

/** Whether a file is a pickle, as those from before torch 1.6 begin. */
export function isPickle(bytes: Uint8Array): boolean {
  return bytes[0] === 0x80 && (bytes[1] as number) >= 2 && (bytes[1] as number) <= 5;
}

function openArchive(bytes: Uint8Array, reader: string): TorchFile {
  const entries = readZip(bytes, reader);
  const folder = torchFolder(entries);
  if (folder === undefined) refuse(reader, "the zip archive has no data.pkl in a folder; it is not one of torch.save");
  if (entries.has(`${folder}constants.pkl`)) {
    refuse(reader, "the file is a TorchScript program; save its state dict, torch.save(module.state_dict(), path)");
  }
  const pickle = (entries.get(`${folder}data.pkl`) as ZipEntry).bytes();
  const { value } = unpickle(pickle, { reader, findGlobal: findTorchGlobal, findPersistent: findTorchStorage });
  const order = entries.get(`${folder}byteorder`);
  const read = new Map<string, Uint8Array>();
  const storageBytes = ({ key, type, length }: TorchStorage): Uint8Array => {
    const entry = entries.get(`${folder}data/${key}`);
    if (entry === undefined) refuse(reader, `the zip archive has no storage ${quoted(key)}, which a tensor refers to`);
    if (entry.size !== length * type.bytes) {
      refuse(
        reader,
        `storage ${quoted(key)} has ${entry.size} bytes, but ${length} elements of ${type.bytes} bytes are said to be in it`,
      );
    }
    const data = read.get(key) ?? entry.bytes();
    read.set(key, data);
    return data;
  };
  const isBigEndian = order !== undefined && new TextDecoder().decode(order.bytes()) === "big";
  return { value, isBigEndian, pickleBytes: pickle.length, storageBytes };
}

/** The format before torch 1.6: pickles one after the other, the last one a list of storages, and their bytes. */
function openLegacy(bytes: Uint8Array, reader: string): TorchFile {
  const storages = new Map<string, TorchStorage>();
  const findPersistent = (id: PickleValue): TorchStorage | undefined => {
    const storage = findTorchStorage(id);
    if (storage !== undefined) {
      const first = storages.get(storage.key) ?? storage;
      if (first.type !== storage.type || first.length !== storage.length) {
        refuse(reader, `storage ${quoted(storage.key)} is described in two ways`);
      }
      storages.set(storage.key, first);
    }
    return storage;
  };
  const world = { reader, findGlobal: findTorchGlobal, findPersistent };
  const magic = unpickle(bytes, world);
  const version = unpickle(bytes, world, magic.end);
  if (version.value !== LEGACY_VERSION)
    refuse(reader, `the file must be of version ${LEGACY_VERSION}; ${HOW_TO_CONVERT}`);
  const system = unpickle(bytes, world, version.end);
  const contents = unpickle(bytes, world, system.end);
  const keys = unpickle(bytes, world, contents.end);
  if (!Array.isArray(keys.value)) refuse(reader, "the file has no list of storages behind its pickle");

  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const places = new Map<string, number>();
  let at = keys.end;
  for (const key of keys.value) {
    const storage = typeof key === "string" && !places.has(key) ? storages.get(key) : undefined;
    if (storage === undefined) refuse(reader, "the list of storages has one that no tensor refers to, or one twice");
    const begin = at + LEGACY_LENGTH_BYTES;
    const end = begin + storage.length * storage.type.bytes;
    if (end > bytes.length) {
      refuse(reader, `storage ${quoted(storage.key)} ends at byte ${end} of ${bytes.length}; the file is truncated`);
    }
    const length = view.getBigInt64(at, true);
    if (length !== BigInt(storage.length)) {
      refuse(reader, `storage ${quoted(storage.key)} has ${length} elements, but is said to have ${storage.length}`);
    }
    places.set(storage.key, begin);
    at = end;
  }
  if (at !== bytes.length) refuse(reader, `the last ${bytes.length - at} bytes of the file belong to no storage`);
  const storageBytes = ({ key, type, length }: TorchStorage): Uint8Array => {
    const begin = places.get(key);
    if (begin === undefined) refuse(reader, `the file has no storage ${quoted(key)}, which a tensor refers to`);
    return bytes.subarray(begin, begin + length * type.bytes);
  };
  const isBigEndian = system.value instanceof PickleDict && system.value.entries.get("little_endian") === false;
  return { value: contents.value, isBigEndian, pickleBytes: keys.end, storageBytes };
}

/** Opens a file of torch.save, of either format. */
export function openTorchFile(bytes: Uint8Array, reader: string): TorchFile {
  if (holds(bytes, 0, ZIP_MAGIC)) return openArchive(bytes, reader);
  if (isPickle(bytes) && holds(bytes, 2, LEGACY_MAGIC)) return openLegacy(bytes, reader);
  if (holds(bytes, 257, [0x75, 0x73, 0x74, 0x61, 0x72])) {
    refuse(reader, `the file is a tar archive, as torch.save wrote before version 0.1.10; ${HOW_TO_CONVERT}`);
  }
  return refuse(
    reader,
    "the file begins neither as a zip archive nor as torch.save's older format; it is truncated, empty, or not a file of torch.save",
  );
}
