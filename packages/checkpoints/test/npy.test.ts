import { type DType, memory, type Tensor, tensor } from "@unroll/tensor";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CheckpointError, decodeNpy, encodeNpy } from "../src/index.ts";
import { mutations, readOrRefuse, SEED } from "./mutations.ts";
import { bytesOf, golden } from "./numpy-golden.ts";

const dtypes: Readonly<Record<string, DType>> = { f2: "float32", f4: "float32", f8: "float64", b1: "bool" };

describe("numpy's files are read", () => {
  test.each(golden.arrays)("$name", (each) => {
    const x = decodeNpy(bytesOf(each));
    expect(x.shape).toEqual(each.shape);
    expect(Array.from(x.data(), (value) => (x.dtype === "bool" ? value === 1 : value))).toEqual(each.values);
    const type = /^[<>|](\w\d), /.exec(each.name)?.[1];
    if (type !== undefined) expect(x.dtype).toBe(dtypes[type] ?? "int32");
  });

  test("from anywhere in a buffer", () => {
    const bytes = bytesOf(golden.arrays.find(({ name }) => name === ">f8, Fortran order")!);
    const larger = new Uint8Array(bytes.length + 8);
    larger.set(bytes, 3);
    expect(decodeNpy(larger.subarray(3, 3 + bytes.length)).data()).toEqual(decodeNpy(bytes).data());
    expect(decodeNpy(Buffer.from(bytes)).data()).toEqual(decodeNpy(bytes).data());
  });
});

describe("what is written is what numpy writes", () => {
  const written = golden.arrays.filter(({ saved, name }) => saved && !/^.[fiu][12], |^<i8|^<u|^\|u/.test(name));

  test.each(written)("$name", (each) => {
    const bytes = bytesOf(each);
    expect(encodeNpy(decodeNpy(bytes))).toEqual(bytes);
  });

  test("for every element type that tensors have", () => {
    const found = written.map((each) => decodeNpy(bytesOf(each)).dtype);
    expect([...new Set(found)].sort()).toEqual(["bool", "float32", "float64", "int32"]);
  });

  test("views as they look", () => {
    const x = tensor([[1, 2, 3], [4, 5, 6]]); // biome-ignore format: rows
    expect(decodeNpy(encodeNpy(x.transpose())).toArray()).toEqual([[1, 4], [2, 5], [3, 6]]); // biome-ignore format: rows
  });
});

/** A file put together by hand. */
function npy(
  header: string,
  data: ArrayLike<number> = [],
  { version = [1, 0], length }: { version?: number[]; length?: number } = {},
): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(header);
  const long = version[0] !== 1;
  const prefix = [0x93, ...new TextEncoder().encode("NUMPY"), ...version];
  const bytes = new Uint8Array(prefix.length + (long ? 4 : 2) + text.length + data.length);
  bytes.set(prefix);
  const view = new DataView(bytes.buffer);
  if (long) view.setUint32(8, length ?? text.length, true);
  else view.setUint16(8, length ?? text.length, true);
  bytes.set(text, bytes.length - data.length - text.length);
  bytes.set(data, bytes.length - data.length);
  return bytes;
}

function described(descr: string, shape: string, order = "False"): string {
  return `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }\n`;
}

const four = Uint8Array.of(1, 2, 3, 4);
const dict = "must have a header that is a Python dict of descr, fortran_order and shape; got ";

test.each([
  ["the names in another order", "{'shape': (4,), 'descr': '|u1', 'fortran_order': False}"],
  ["double quotes", '{"descr": "|u1", "fortran_order": False, "shape": (4,)}'],
  ["no spaces", "{'descr':'|u1','fortran_order':False,'shape':(4,)}"],
  ["many spaces", " { 'descr' : '|u1' , 'fortran_order' : False , 'shape' : ( 4 , ) , } \n\n"],
  ["Python 2's long numbers", described("'|u1'", "(4L,)")],
  ["a byte order for single bytes", described("'<u1'", "(4,)")],
])("headers with %s are read", (_, header) => {
  expect(decodeNpy(npy(header, four)).toArray()).toEqual([1, 2, 3, 4]);
});

const cases: [title: string, bytes: Uint8Array, message: string][] = [
  ["empty", new Uint8Array(0), "the array has 0 bytes, and what stands before a header takes 10"],
  ["another file", new TextEncoder().encode("PK\x03\x04 and more"), "the array does not begin with the byte 0x93"],
  ["version 0", npy("", [], { version: [0, 0] }), "must be of version 1.0, 2.0 or 3.0 of the format; got 0.0"],
  ["version 1.1", npy("", [], { version: [1, 1] }), "must be of version 1.0, 2.0 or 3.0 of the format; got 1.1"],
  ["cut in the length", npy("", [], { version: [2, 0] }).subarray(0, 11), "has 11 bytes and ends before its header"],
  ["a length beyond the file", npy("{}", [], { length: 3 }), "is said to have a header of 3 bytes, but only 2 follow"],
  [
    "the largest length",
    npy("{}", [], { version: [3, 0], length: 2 ** 32 - 1 }),
    "is said to have a header of 4294967295 bytes, more than the 10000 that are read",
  ],
  [
    "no UTF-8 in version 3",
    Uint8Array.of(0x93, 78, 85, 77, 80, 89, 3, 0, 1, 0, 0, 0, 0xff),
    "has a header that is not UTF-8 text",
  ],
  ["no header", npy(""), `${dict}another text`],
  ["no dict", npy("(1, 2)"), `${dict}another text`],
  ["an empty dict", npy("{}"), `${dict}a dict of ""`],
  ["a comma alone", npy("{,}"), `${dict}another text`],
  ["two commas", npy("{'descr': '|u1',, 'fortran_order': False, 'shape': ()}"), `${dict}another text`],
  ["no comma", npy("{'descr': '|u1' 'fortran_order': False 'shape': ()}"), `${dict}another text`],
  ["an open dict", npy("{'descr': '|u1', 'fortran_order': False, 'shape': ()"), `${dict}another text`],
  ["an open text", npy("{'descr': '|u1"), `${dict}another text`],
  ["something behind", npy(`${described("'|u1'", "()")}1`), `${dict}another text`],
  ["a null byte behind", npy(`${described("'|u1'", "()")}\0`), `${dict}another text`],
  ["a field twice", npy("{'descr': '|u1', 'descr': '|u1', 'fortran_order': False, 'shape': ()}"), "another text"],
  ["a field too few", npy("{'descr': '|u1', 'shape': ()}"), `${dict}a dict of "descr, shape"`],
  [
    "a field too many",
    npy("{'descr': '|u1', 'a': (), 'fortran_order': False, 'shape': ()}"),
    '"a, descr, fortran_order',
  ],
  ["a name that every object has", npy("{'__proto__': ()}"), `${dict}a dict of "__proto__"`],
  ["a call", npy(described("'|u1'", "__import__('os')")), `${dict}another text`],
  ["an expression", npy(described("'|u1'", "(2+2,)")), `${dict}another text`],
  ["an escape", npy(described("'\\x7cu1'", "(4,)")), `${dict}another text`],
  ["nested deeply", npy(`{'descr': ${"(".repeat(9_000)}`), `${dict}another text`],
  ["objects", npy(described("'|O'", "(1,)")), 'holds Python objects (dtype "|O"), whose reading could run code'],
  ["objects of eight bytes", npy(described("'O8'", "(1,)")), 'holds Python objects (dtype "O8")'],
  ["records", npy(described("[('a', '<f4')]", "(1,)")), "holds records (a structured dtype), which no tensor has"],
  ["a descr that is no text", npy(described("True", "(1,)")), "must have a descr that is text"],
  ["no byte order", npy(described("'f4'", "(1,)"), four), "must have a dtype among f2, f4, f8, i1, i2, i4, i8, u1,"],
  ["any byte order", npy(described("'|f4'", "(1,)"), four), 'with < or > before it (| for one byte); got "|f4"'],
  ["the byte order of some machine", npy(described("'=f4'", "(1,)"), four), 'got "=f4"'],
  ["a width that is none", npy(described("'<f3'", "(1,)"), four), 'got "<f3"'],
  ["a type that every object has", npy(described("'<constructor'", "(1,)"), four), 'got "<constructor"'],
  ["an order of 1", npy(described("'|u1'", "(4,)", "1"), four), `${dict}another text`],
  [
    "an order that is text",
    npy(described("'|u1'", "(4,)", "'True'"), four),
    "must have a fortran_order that is True or",
  ],
  ["a shape that is a number", npy(described("'|u1'", "4"), four), `${dict}another text`],
  ["a shape that is a number in brackets", npy(described("'|u1'", "(4)"), four), `${dict}another text`],
  ["a shape that is text", npy(described("'|u1'", "'(4,)'"), four), "must have a shape that is a tuple of at most 8"],
  ["a negative dimension", npy(described("'|u1'", "(-4,)"), four), `${dict}another text`],
  ["half a dimension", npy(described("'|u1'", "(0.5, 8)"), four), `${dict}another text`],
  ["a dimension with a zero before it", npy(described("'|u1'", "(04,)"), four), `${dict}another text`],
  ["an unsafe dimension", npy(described("'|u1'", "(9007199254740993, 0)")), "must have a shape that is a tuple"],
  ["an endless dimension", npy(described("'|u1'", `(${"9".repeat(400)}, 0)`)), "must have a shape that is a tuple"],
  [
    "nine dimensions",
    npy(described("'|u1'", "(1, 1, 1, 1, 1, 1, 1, 1, 4)"), four),
    "a tuple of at most 8 whole numbers",
  ],
  [
    "a shape that wraps around 2^64",
    npy(described("'<f4'", "(4294967296, 4294967296, 4)"), four),
    "has 4 bytes of elements, but shape [4294967296, 4294967296, 4] of <f4 takes",
  ],
  [
    "too few elements",
    npy(described("'<f4'", "(2,)"), four),
    "has 4 bytes of elements, but shape [2] of <f4 takes 8; it is truncated or its header is wrong",
  ],
  ["too many elements", npy(described("'|i1'", "(3,)"), four), "has 4 bytes of elements, but shape [3] of |i1 takes 3"],
  ["a bool that is none", npy(described("'|b1'", "(4,)"), four), "element 1 of the array is the byte 2"],
  [
    "a number too large",
    npy(described("'>u4'", "(1,)"), [128, 0, 0, 0]),
    "element 0 of the array is 2147483648, which does not fit into int32",
  ],
];

test.each(cases)("%s is one clear sentence", (_, bytes, message) => {
  let error: unknown;
  try {
    decodeNpy(bytes);
  } catch (caught) {
    error = caught;
  }
  expect(error).toBeInstanceOf(CheckpointError);
  expect((error as CheckpointError).message).toContain(message);
  expect((error as CheckpointError).message).toMatch(/^decodeNpy: [^\n]*$/);
});

test.each(golden.refused)("numpy's array of $name is refused", (each) => {
  expect(() => decodeNpy(bytesOf(each))).toThrow(CheckpointError);
});

test("what the header claims is not allocated", () => {
  const claims = npy(described("'<f4'", "(1099511627776,)"), four);
  const before = memory();
  expect(() => decodeNpy(claims)).toThrow(CheckpointError);
  expect(memory().memoryBytes).toBe(before.memoryBytes);
});

// Outside tests, which run in a scope: there what is not disposed of stays.
function bytesLeftBehind(bytes: Uint8Array): number {
  const before = memory().persistentBytes;
  let x: Tensor<DType> | undefined;
  try {
    x = decodeNpy(bytes);
  } catch {}
  x?.dispose();
  return memory().persistentBytes - before;
}
const leftBehind = [
  bytesLeftBehind(npy(described("'|b1'", "(2, 2)", "True"), [1, 1, 0, 2])), // refused at the last element
  bytesLeftBehind(npy(described("'>i2'", "(2, 1)", "True"), four)),
  bytesLeftBehind(npy(described("'|u1'", "(2, 2)", "True"), four)),
];

test("nothing is left behind but the tensor", () => {
  expect(leftBehind).toEqual([0, 0, 0]);
});

const start = npy(described("'>i2'", "(3, 4)", "True").padEnd(70), new Uint8Array(24).fill(7));
const pieces = ["{", "}", "(", ")", "'", ",", ":", "0", "9", "True", "<", ">", "f4", "|O", "'descr'", "\\", "\n"];

test("10,000 mutated files: no crash, no hang", () => {
  const outcomes = { read: 0, refused: 0 };
  fc.assert(
    fc.property(mutations(start, pieces), (bytes) => {
      outcomes[readOrRefuse(() => decodeNpy(bytes))]++;
    }),
    { numRuns: 10_000, seed: SEED },
  );
  // Both happen, so the changes are neither all harmless nor all noticed at the first check.
  expect(outcomes.read).toBeGreaterThan(20);
  expect(outcomes.refused).toBeGreaterThan(5_000);
});

test("every truncation is refused", () => {
  expect(readOrRefuse(() => decodeNpy(start))).toBe("read");
  for (let length = 0; length < start.length; length++) {
    expect(
      readOrRefuse(() => decodeNpy(start.subarray(0, length))),
      `at ${length}`,
    ).toBe("refused");
  }
});

test("every single byte may be anything", () => {
  const bytes = start.slice();
  for (let at = 0; at < bytes.length; at++) {
    for (let value = 0; value < 256; value++) {
      bytes[at] = value;
      readOrRefuse(() => decodeNpy(bytes));
    }
    bytes[at] = start[at] as number;
  }
});
