import { CheckpointError } from "@unroll/checkpoints";
import { crc32 } from "./checksum.ts";
import type { CheckpointFiles } from "./events.ts";
import { refusal } from "./refusal.ts";

/** A JSON object as it came from a file: nothing in it can be trusted. */
export type Json = Readonly<Record<string, unknown>>;

/** A JSON file that names the files which belong to it, each with its checksum, and carries a checksum of its own content. */
export interface SealedJson {
  /** Says what the file is. */
  readonly format: string;
  /** Of the format. Files of another version are refused. */
  readonly version: number;
}

/**
 * A JSON file that {@link openSealed} can check.
 *
 * @param files those that belong to it.
 */
export function seal(content: SealedJson & Json, files: CheckpointFiles): Uint8Array {
  const listed = Object.entries(files).map(([name, bytes]) => [name, { bytes: bytes.length, crc32: crc32(bytes) }]);
  const whole = { ...content, files: Object.fromEntries(listed) };
  const sealed = { ...whole, crc32: contentChecksum(whole) };
  return new TextEncoder().encode(`${JSON.stringify(sealed, null, 2)}\n`);
}

/**
 * Reads a JSON file that {@link seal} made, and checks it and the files that belong to it.
 *
 * @throws CheckpointError saying which file is missing, damaged, or of another format or version.
 */
export function openSealed(files: CheckpointFiles, name: string, expected: SealedJson): Json {
  const content = parseJson(files, name);
  if (content.format !== expected.format) {
    throw new CheckpointError(
      `${name}: format must be ${JSON.stringify(expected.format)}; got ${JSON.stringify(content.format)}`,
    );
  }
  if (content.version !== expected.version) {
    throw new CheckpointError(
      `${name}: this version of @unroll/tasks reads version ${expected.version} of ${expected.format}; got version ${JSON.stringify(content.version)}`,
    );
  }
  const { crc32: checksum, ...whole } = content;
  if (checksum !== contentChecksum(whole)) {
    throw new CheckpointError(
      `${name}: the content does not match its checksum; the file was changed after it was written`,
    );
  }
  for (const [part, listed] of Object.entries(objectIn(content, "files", name))) checkPart(files, name, part, listed);
  return content;
}

function contentChecksum(content: Json): string {
  return crc32(new TextEncoder().encode(JSON.stringify(content)));
}

function checkPart(files: CheckpointFiles, name: string, part: string, listed: unknown): void {
  const bytes = requireFile(files, part);
  const { bytes: length, crc32: checksum } = (listed ?? {}) as Record<string, unknown>;
  if (bytes.length !== length) {
    throw new CheckpointError(`${part}: must have ${String(length)} bytes, as ${name} says; got ${bytes.length}`);
  }
  const got = crc32(bytes);
  if (got !== checksum) {
    throw new CheckpointError(
      `${part}: the checksum must be ${String(checksum)}, as ${name} says; got ${got}: the file was changed, or belongs to another checkpoint`,
    );
  }
}

/** @throws CheckpointError when there is no such file. */
export function requireFile(files: CheckpointFiles, name: string): Uint8Array {
  if (Object.hasOwn(files, name) && files[name] instanceof Uint8Array) return files[name];
  const names = Object.keys(files).sort();
  throw new CheckpointError(`${name} is missing; there is ${names.length === 0 ? "no file" : names.join(", ")}`);
}

/** @throws CheckpointError when the file is missing or no JSON object. */
export function parseJson(files: CheckpointFiles, name: string): Json {
  const bytes = requireFile(files, name);
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw refusal(`${name}: is not JSON; it may be cut off (${bytes.length} bytes)`, error);
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw new CheckpointError(`${name}: must hold a JSON object`);
  }
  return parsed as Json;
}

/** A field that must be an object. */
export function objectIn(json: Json, field: string, name: string): Json {
  const value = Object.hasOwn(json, field) ? json[field] : undefined;
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Json;
  throw new CheckpointError(`${name}: ${field} must be an object; got ${JSON.stringify(value)}`);
}

/** A field that must be an integer of at least `least`. */
export function integerIn(json: Json, field: string, least: number, name: string): number {
  const value = Object.hasOwn(json, field) ? json[field] : undefined;
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= least) return value;
  throw new CheckpointError(`${name}: ${field} must be an integer of at least ${least}; got ${JSON.stringify(value)}`);
}
