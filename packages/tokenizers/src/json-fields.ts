// Reading JSON that may come from anywhere: every field is checked before it is used, and the first that is wrong is named.

import { describe } from "./describe.ts";
import { TokenizerFormatError } from "./errors.ts";

// A file that needs more than this is not a tokenizer's. Vocabularies of today have some 300,000 tokens.
const MOST_ENTRIES = 4_000_000;
const MOST_PARTS = 256;
// Two ids and more fit into one exact number.
const MOST_IDS = 67108864;
const DEEPEST = 8;
// What is kept as it came and written again.
const DEEPEST_KEPT = 32;
const MOST_KEPT = 100_000;

/** An error about the place `path` of a tokenizer's JSON. */
export function refuse(path: string, expected: string, came: unknown): TokenizerFormatError {
  const subject = path === "" ? "the JSON" : path;
  return new TokenizerFormatError(`Tokenizer.fromJSON: ${subject} ${expected}; got ${describe(came)}.`, path);
}

/** The fields of one JSON object, and where it stands. A field that is null counts as absent. */
export class JsonFields {
  readonly path: string;
  readonly #object: { readonly [field: string]: unknown };
  readonly #depth: number;

  constructor(value: unknown, path = "", depth = 0) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw refuse(path, "must be an object", value);
    }
    if (depth > DEEPEST) throw refuse(path, `must be nested at most ${DEEPEST} deep`, "more");
    this.#object = value as { readonly [field: string]: unknown };
    this.path = path;
    this.#depth = depth;
  }

  at(field: string): string {
    return this.path === "" ? field : `${this.path}.${field}`;
  }

  value(field: string): unknown {
    return Object.hasOwn(this.#object, field) ? (this.#object[field] ?? undefined) : undefined;
  }

  names(): string[] {
    return Object.keys(this.#object);
  }

  string(field: string, fallback?: string): string {
    const value = this.value(field) ?? fallback;
    if (typeof value !== "string") throw refuse(this.at(field), "must be a string", value);
    return value;
  }

  optionalString(field: string): string | undefined {
    return this.value(field) === undefined ? undefined : this.string(field);
  }

  boolean(field: string, fallback: boolean): boolean {
    const value = this.value(field) ?? fallback;
    if (typeof value !== "boolean") throw refuse(this.at(field), "must be true or false", value);
    return value;
  }

  integer(field: string, limits: { min: number; max: number }, fallback?: number): number {
    const value = this.value(field) ?? fallback;
    if (typeof value !== "number" || !Number.isInteger(value) || value < limits.min || value > limits.max) {
      throw refuse(this.at(field), `must be an integer from ${limits.min} to ${limits.max}`, value);
    }
    return value;
  }

  oneOf<T extends string>(field: string, values: readonly T[], fallback: T): T {
    const value = this.value(field) ?? fallback;
    const found = values.find((one) => one === value);
    if (found === undefined) throw refuse(this.at(field), `must be one of ${values.join(", ")}`, value);
    return found;
  }

  object(field: string): JsonFields {
    return new JsonFields(this.value(field) ?? null, this.at(field), this.#depth + 1);
  }

  /** A long array of anything: the entries of a vocabulary or of merges. */
  entries(field: string): readonly unknown[] {
    return this.#array(field, MOST_ENTRIES);
  }

  /** A short array of objects: the parts of a sequence or of a template. */
  parts(field: string): JsonFields[] {
    return this.#array(field, MOST_PARTS).map(
      (part, i) => new JsonFields(part, `${this.at(field)}[${i}]`, this.#depth + 1),
    );
  }

  /** The fields of one of the {@link JsonFields.entries}. */
  entry(value: unknown, path: string): JsonFields {
    return new JsonFields(value, path, this.#depth + 1);
  }

  /** An object whose values are ids: the vocabulary. */
  ids(field: string): Map<string, number> {
    const fields = this.object(field);
    const names = fields.names();
    if (names.length > MOST_ENTRIES)
      throw refuse(fields.path, `must have at most ${MOST_ENTRIES} tokens`, names.length);
    const ids = new Map<string, number>();
    const seen = new Set<number>();
    for (const name of names) {
      const path = `${fields.path}[${describe(name)}]`;
      const id = checkId(fields.value(name), path);
      if (seen.has(id)) throw refuse(path, "must differ from the other ids", id);
      seen.add(id);
      ids.set(name, id);
    }
    return ids;
  }

  /** A copy of a field, whatever JSON it is; null if it is absent. */
  kept(field: string): unknown {
    return copied(this.value(field) ?? null, this.at(field), { left: MOST_KEPT }, 0);
  }

  #array(field: string, most: number): readonly unknown[] {
    const value = this.value(field);
    if (!Array.isArray(value)) throw refuse(this.at(field), "must be an array", value);
    if (value.length > most) throw refuse(this.at(field), `must have at most ${most} entries`, value.length);
    return value;
  }
}

/** A copy of JSON that is neither deep nor long. */
function copied(value: unknown, path: string, values: { left: number }, depth: number): unknown {
  if (values.left-- <= 0) throw refuse(path, `must have at most ${MOST_KEPT} values`, "more");
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (typeof value !== "object") throw refuse(path, "must be JSON", value);
  if (depth >= DEEPEST_KEPT) throw refuse(path, `must be nested at most ${DEEPEST_KEPT} deep`, "more");
  if (Array.isArray(value)) return Array.from(value, (entry, i) => copied(entry, `${path}[${i}]`, values, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [
      name,
      entry === undefined ? null : copied(entry, `${path}.${name.slice(0, 40)}`, values, depth + 1),
    ]),
  );
}

/** A token's id, below 2^26. */
export function checkId(value: unknown, path: string): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value >= MOST_IDS) {
    throw refuse(path, `must be an integer from 0 to ${MOST_IDS - 1}`, value);
  }
  return value;
}

/** What reads a component from its fields. */
export type Reader<T> = (fields: JsonFields) => T;

/** Reads a component by the name in its `type`. */
export function readByType<T>(fields: JsonFields, kind: string, readers: { readonly [type: string]: Reader<T> }): T {
  const type = fields.string("type");
  const reader = Object.hasOwn(readers, type) ? readers[type] : undefined;
  if (reader === undefined) {
    throw refuse(fields.at("type"), `must be a ${kind} that is known here (${Object.keys(readers).join(", ")})`, type);
  }
  return reader(fields);
}
