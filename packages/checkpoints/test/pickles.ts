import { writeZip } from "../src/zip.ts";

/** Bytes of a pickle: numbers are bytes, text is text. */
export type Piece = number | string | Uint8Array | readonly Piece[];

/** The pieces one after another. */
export function bytesOf(...pieces: Piece[]): Uint8Array<ArrayBuffer> {
  const flat = pieces.flatMap((piece): number[] => {
    if (typeof piece === "number") return [piece];
    if (typeof piece === "string") return [...new TextEncoder().encode(piece)];
    return piece instanceof Uint8Array ? [...piece] : [...bytesOf(...piece)];
  });
  return Uint8Array.from(flat);
}

/** SHORT_BINUNICODE */
export function text(value: string): Piece {
  return [0x8c, new TextEncoder().encode(value).length, value];
}

/** BININT */
export function int(value: number): Piece {
  return ["J", new Uint8Array(Int32Array.of(value).buffer)];
}

/** A tuple of these, by MARK and TUPLE. */
export function tuple(...items: Piece[]): Piece {
  return ["(", ...items, "t"];
}

/** GLOBAL */
export function named(module: string, name: string): Piece {
  return `c${module}\n${name}\n`;
}

/** The persistent id of a storage. */
export function storage(type: string, key: string, length: number): Piece {
  return [tuple(text("storage"), named("torch", type), text(key), text("cpu"), int(length)), "Q"];
}

/** A call of `_rebuild_tensor_v2`. */
export function rebuilt(from: Piece, offset: number, shape: number[], strides: number[]): Piece {
  const hooks = [named("collections", "OrderedDict"), ")R"];
  const args = tuple(from, int(offset), tuple(...shape.map(int)), tuple(...strides.map(int)), 0x89, hooks);
  return [named("torch._utils", "_rebuild_tensor_v2"), args, "R"];
}

/** A dict with one key. */
export function dict(key: string, value: Piece): Piece {
  return ["}", text(key), value, "s"];
}

/** A whole pickle. */
export function pickle(...pieces: Piece[]): Uint8Array<ArrayBuffer> {
  return bytesOf(0x80, 2, ...pieces, ".");
}

/** A .pt file as torch.save writes it, with one storage of these bytes. */
export function archive(contents: Uint8Array, data: Uint8Array = new Uint8Array(24)): Uint8Array<ArrayBuffer> {
  return writeZip({ "a/data.pkl": contents, "a/data/0": data, "a/version": bytesOf("3\n") }, "write");
}

/** A .pt file as torch.save wrote it before 1.6, with no storage. */
export function legacy(contents: Uint8Array): Uint8Array<ArrayBuffer> {
  const magic = pickle(0x8a, 10, [0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19]);
  return bytesOf(magic, pickle(int(1001)), pickle("}"), contents, pickle("]"));
}
