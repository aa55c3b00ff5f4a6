import { memory } from "@unroll/tensor";
import fc from "fast-check";
import { expect, test } from "vitest";
import { CheckpointError, decodePt } from "../src/index.ts";
import { writeZip } from "../src/zip.ts";
import { mutations, readOrRefuse, SEED } from "./mutations.ts";
import {
  archive,
  bytesOf,
  dict,
  int,
  legacy,
  named,
  type Piece,
  pickle,
  rebuilt,
  storage,
  text,
  tuple,
} from "./pickles.ts";
import { torchFile } from "./torch-golden.ts";

const floats = storage("FloatStorage", "0", 6);
const good = archive(pickle(dict("x", rebuilt(floats, 0, [2, 3], [3, 1]))));

function refusal(bytes: Uint8Array): string {
  try {
    decodePt(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(CheckpointError);
    return (error as CheckpointError).message;
  }
  return "read";
}

/** A dict that holds a tensor which is not as it should be. */
function withTensor(...tensor: Parameters<typeof rebuilt>): Uint8Array {
  return archive(pickle(dict("x", rebuilt(...tensor))));
}

/** Lists of two that are the same, one in the other: `depth` operations unfold to 2^depth values. */
function laughs(depth: number, innermost: Piece): Uint8Array {
  const levels = Array.from({ length: depth }, (_, i): Piece => ["(h", i, "h", i, "lq", i + 1]);
  return pickle(
    innermost,
    "q",
    0,
    "0",
    levels.map((level) => [level, "0"]),
    "}",
    text("x"),
    "h",
    depth,
    "s",
  );
}

const run = [text("echo"), 0x85, "R"]; // a call with one argument

const pickles: [title: string, contents: Uint8Array, message: string][] = [
  [
    "a call of os.system",
    pickle(named("os", "system"), run),
    'the pickle names "os.system", which is not allowed: only',
  ],
  ["a call of posix.system", pickle(named("posix", "system"), run), 'the pickle names "posix.system"'],
  ["a call of eval", pickle(named("builtins", "eval"), run), 'the pickle names "builtins.eval"'],
  ["a name by STACK_GLOBAL", pickle(text("os"), text("system"), 0x93, run), 'the pickle names "os.system"'],
  ["a name by INST", pickle("(", text("echo"), "ios\nsystem\n"), 'the pickle names "os.system"'],
  ["an allowed name by INST", pickle("(icollections\nOrderedDict\n"), "the pickle has the operation INST"],
  ["a name by OBJ", pickle("(", named("os", "system"), text("echo"), "o"), 'the pickle names "os.system"'],
  ["an object by OBJ", pickle("(", named("collections", "OrderedDict"), "o"), "has the operation OBJ, which is not"],
  ["an object by NEWOBJ", pickle(named("collections", "OrderedDict"), ")", 0x81), "has the operation NEWOBJ,"],
  ["an object by NEWOBJ_EX", pickle(named("torch", "Size"), ")}", 0x92), "has the operation NEWOBJ_EX,"],
  ["an extension, EXT1", pickle(0x82, 1), "has the operation EXT1, which is not allowed"],
  ["an extension, EXT2", pickle(0x83, 1, 0), "has the operation EXT2"],
  ["an extension, EXT4", pickle(0x84, 1, 0, 0, 0), "has the operation EXT4"],
  ["an id as text", pickle("P0\n"), "has the operation PERSID"],
  ["attributes of a dict", pickle("}}", text("a"), int(1), "sb"), "sets attributes of an object (BUILD)"],
  ["attributes of a class", pickle(named("collections", "OrderedDict"), "}b"), "sets attributes of an object (BUILD)"],
  ["a name that every object has", pickle(named("torch", "constructor")), 'names "torch.constructor"'],
  ["names with dots", pickle(named("torch", "_utils._rebuild_tensor_v2.__globals__")), "which is not allowed"],
  [
    "a call of a storage type",
    pickle(named("torch", "FloatStorage"), ")R"),
    'calls "torch.FloatStorage", which is not',
  ],
  ["a call of a value", pickle(text("a"), ")R"), "calls a value, which is not allowed"],
  ["a class as a value", pickle(dict("x", named("torch", "Size"))), '"x" is "torch.Size" itself, neither a tensor nor'],
  ["a storage as a value", pickle(dict("x", floats)), '"x" is a storage, neither a tensor nor plain data'],
  ["an OrderedDict of a number", pickle(named("collections", "OrderedDict"), int(1), 0x85, "R"), "of other than pairs"],
  ["a torch.Size of a number", pickle(named("torch", "Size"), int(1), 0x85, "R"), "of other than a tuple"],
  [
    "a parameter that is none",
    pickle(named("torch._utils", "_rebuild_parameter"), tuple(int(1), 0x89, int(0)), "R"),
    "makes a parameter in another way",
  ],
  [
    "a tensor of three arguments",
    pickle(named("torch._utils", "_rebuild_tensor_v2"), tuple(floats, int(0), ")"), "R"),
    "makes a tensor in another way",
  ],
  ["protocol 0", bytesOf(0x80, 0, "N."), "must be of protocol 2 to 5; got 0"],
  ["protocol 6", bytesOf(0x80, 6, "N."), "must be of protocol 2 to 5; got 6"],
  ["bytes", pickle("C", 1, 0), "has the operation 0x43 at byte "],
  ["nothing on the stack", pickle(), "takes a value where there is none"],
  ["no mark", pickle("t"), "takes a mark where there is none"],
  ["no end", bytesOf(0x80, 2, "}"), "ends in the middle; the file is truncated or damaged"],
  ["an end within a list", pickle("]("), "ends within a container"],
  ["text longer than the file", pickle("X", 0xff, 0xff, 0xff, 0x7f), "ends in the middle"],
  ["text of 2^64 bytes", pickle(0x8d, new Uint8Array(8).fill(255)), "ends in the middle"],
  ["text that is not UTF-8", pickle(0x8c, 1, 0xff), "that is not UTF-8"],
  ["a whole number of 2 GB", pickle(0x8b, 0xff, 0xff, 0xff, 0x7f), "has a whole number of 2147483647 bytes, more than"],
  ["a memo that is empty", pickle("h", 7), "refers to value 7, which it has not"],
  ["a list that is none", pickle("}", int(1), "a"), "appends to what is no list"],
  ["a dict that is none", pickle("]", int(1), int(1), "s"), "sets items of what is no dict"],
  ["a key without a value", pickle("}(", int(1), "u"), "sets items of what is no dict"],
  [
    "a tuple as a key",
    pickle("}", tuple(int(1)), int(1), "s"),
    "a dict with a key that is neither text nor a whole number",
  ],
  [
    "a storage of another id",
    pickle(dict("x", [text("0"), "Q"])),
    "refers to a storage in another way than torch.save",
  ],
  ["text alone", pickle(text("x")), "the pickle holds neither a tensor nor a dict or list of them"],
  ["a list in itself", pickle("]q", 0, "h", 0, "a"), "nests containers deeper than 100, or in themselves"],
  ["a deep list", pickle("]".repeat(50_000), "a".repeat(49_999)), "nests containers deeper than 100"],
  ["lists that unfold to 2^60", laughs(60, int(1)), "unfolds into too many values"],
  ["a key of every object", pickle(dict("__proto__", int(1))), 'a dict has the key "__proto__", which is not allowed'],
  ["a key as text and number", pickle("}", text("1"), int(1), "s", int(1), int(1), "s"), "has the key 1 twice"],
];

test.each(pickles)("%s is refused in one clear sentence, in both formats", (_, contents, message) => {
  for (const file of [archive(contents), legacy(contents)]) {
    expect(refusal(file)).toContain(message);
    expect(refusal(file)).toMatch(/^decodePt: [^\n]*$/);
  }
});

const files: [title: string, file: Uint8Array, message: string][] = [
  ["nothing", new Uint8Array(0), "it is truncated, empty, or not a file of torch.save"],
  ["text", bytesOf("hello"), "begins neither as a zip archive nor as torch.save's older format"],
  ["a pickle of anything else", pickle("N"), "begins neither as a zip archive nor as torch.save's older format"],
  ["a tar archive", bytesOf("x".repeat(257), "ustar"), "save it again, torch.save(torch.load(path), path)"],
  ["another zip archive", writeZip({ "a.txt": bytesOf("a") }, "write"), "has no data.pkl in a folder"],
  [
    "an offset behind the storage",
    withTensor(floats, 6, [1], [1]),
    "of shape [1] that reaches to element 6 of a storage of 6",
  ],
  ["rows behind the storage", withTensor(floats, 1, [2, 3], [3, 1]), "reaches to element 6 of a storage of 6"],
  ["a stride too long", withTensor(floats, 0, [2, 3], [4, 1]), "reaches to element 6 of a storage of 6"],
  [
    "large strides",
    withTensor(floats, 0, [2 ** 30, 2 ** 30, 2 ** 30], [2 ** 30, 2 ** 30, 2 ** 30]),
    "of a storage of 6",
  ],
  [
    "a negative offset",
    withTensor(floats, -1, [1], [1]),
    "whose offset, shape and strides are not whole numbers from 0",
  ],
  ["a negative stride", withTensor(floats, 5, [6], [-1]), "whose offset, shape and strides are not whole numbers"],
  ["a negative size", withTensor(floats, 0, [-1], [1]), "whose offset, shape and strides are not whole numbers"],
  ["fewer strides than sizes", withTensor(floats, 0, [2, 3], [1]), "whose offset, shape and strides"],
  ["nine dimensions", withTensor(floats, 0, Array(9).fill(1), Array(9).fill(1)), "of at most 8 dimensions"],
  ["a storage that is not there", withTensor(storage("FloatStorage", "1", 6), 0, [6], [1]), 'has no storage "1"'],
  ["a storage in another folder", withTensor(storage("FloatStorage", "../version", 6), 0, [6], [1]), "has no storage"],
  [
    "a storage said to be larger",
    withTensor(storage("FloatStorage", "0", 2 ** 30), 0, [2 ** 20], [1]),
    'storage "0" has 24 bytes, but 1073741824 elements of 4 bytes are said',
  ],
  ["a storage of another type", withTensor(storage("DoubleStorage", "0", 6), 0, [6], [1]), 'storage "0" has 24 bytes'],
  [
    "one element as 2^60",
    withTensor(floats, 0, [2 ** 30, 2 ** 30], [0, 0]),
    "the file holds 4611686018427388000 bytes, more than the 4294967296",
  ],
  [
    "one element as 100 MB",
    withTensor(floats, 0, [25e6], [0]),
    "holds 100000000, more than 100 times as many; this looks like a bomb",
  ],
  [
    "two tensors of one path",
    archive(
      pickle(
        "}",
        text("a.b"),
        rebuilt(floats, 0, [1], [1]),
        "s",
        text("a"),
        dict("b", rebuilt(floats, 0, [1], [1])),
        "s",
      ),
    ),
    'two tensors have the path "a.b"',
  ],
  [
    "a tensor in lists that unfold to 2^60",
    archive(laughs(60, rebuilt(floats, 0, [1], [1]))),
    "unfolds into too many values",
  ],
  [
    "a BOOL that is none",
    archive(pickle(dict("x", rebuilt(storage("BoolStorage", "0", 1), 0, [1], [1]))), Uint8Array.of(2)),
    'element 0 of tensor "x" is the byte 2',
  ],
  [
    "an older file without its storage",
    legacy(pickle(dict("x", rebuilt(floats, 0, [1], [1])))),
    'the file has no storage "0"',
  ],
  [
    "an older file with something behind",
    bytesOf(legacy(pickle("}")), 0),
    "the last 1 bytes of the file belong to no storage",
  ],
];

test.each(files)("%s is refused in one clear sentence", (_, file, message) => {
  expect(refusal(file)).toContain(message);
  expect(refusal(file)).toMatch(/^decodePt: [^\n]*$/);
});

test("the files that the others were made of are good", () => {
  expect(decodePt(good).tensors.x?.shape).toEqual([2, 3]);
  expect(decodePt(legacy(pickle(dict("a", int(-3))))).metadata).toEqual({ a: -3 });
  expect(decodePt(archive(laughs(3, int(1)))).metadata.x).toEqual([
    [
      [1, 1],
      [1, 1],
    ],
    [
      [1, 1],
      [1, 1],
    ],
  ]);
});

test("whole numbers of any length are exact", () => {
  const numbers: [Piece, number | bigint][] = [
    [[0x8a, 0], 0],
    [[0x8a, 1, 0xff], -1],
    [[0x8a, 8, 0, 0, 0, 0, 0, 0, 0, 0x80], -(2n ** 63n)],
    [[0x8b, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], 2n ** 64n],
    [[0x8a, 7, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x1f], Number.MAX_SAFE_INTEGER],
  ];
  for (const [piece, value] of numbers) expect(decodePt(archive(pickle(dict("x", piece)))).metadata.x).toBe(value);
});

test("tensors from a big-endian machine are turned round", () => {
  const contents = pickle(dict("x", rebuilt(storage("ShortStorage", "0", 2), 0, [2], [1])));
  const file = writeZip(
    { "a/data.pkl": contents, "a/byteorder": bytesOf("big"), "a/data/0": Uint8Array.of(0, 1, 2, 0) },
    "write",
  );
  expect(decodePt(file).tensors.x?.toArray()).toEqual([1, 512]);
});

test("Python 2's OrderedDict of pairs is read", () => {
  const pairs = ["(", ["(", text("a"), int(1), "l"], ["(", text("b"), int(2), "l"], "l"];
  const file = legacy(pickle(named("collections", "OrderedDict"), pairs, 0x85, "R"));
  expect(decodePt(file).metadata).toEqual({ a: 1, b: 2 });
});

// Outside tests, which run in a scope: there what is not disposed of stays.
function bytesLeftBehind(): number {
  const bad = rebuilt(storage("BoolStorage", "0", 24), 0, [24], [1]);
  const contents = pickle(
    "}",
    text("a"),
    rebuilt(storage("BoolStorage", "0", 24), 0, [1], [1]),
    "s",
    text("b"),
    bad,
    "s",
  );
  const before = memory().persistentBytes;
  const message = refusal(archive(contents, new Uint8Array(24).fill(7, 1)));
  return message.includes('element 1 of tensor "b"') ? memory().persistentBytes - before : Number.NaN;
}

const leftBehind = bytesLeftBehind();

test("what was read before a mistake is given back", () => {
  expect(leftBehind).toBe(0);
});

const originals = [good, torchFile("state-dict-before-1.6.pt"), torchFile("list.pt")];

test("every truncation is refused", () => {
  for (const bytes of originals) {
    for (let length = 0; length < bytes.length; length++) {
      expect(
        readOrRefuse(() => decodePt(bytes.subarray(0, length))),
        `at ${length}`,
      ).toBe("refused");
    }
  }
});

/** Changed pickles within an archive that is otherwise whole: its checksums would refuse most changes. */
const pieces = [
  "cos\nsystem\n",
  "R",
  "b",
  ")",
  "}",
  "s",
  "(",
  "t",
  "Q",
  "\x85",
  "h\x00",
  "q\x01",
  "J\xff\xff\xff\x7f",
  ".",
];
const contents = pickle(dict("x", rebuilt(floats, 0, [2, 3], [3, 1])), text("y"), int(7), "s");
const changed: [format: string, files: fc.Arbitrary<Uint8Array>][] = [
  [
    "of today's format",
    fc.oneof(
      mutations(good, pieces),
      mutations(torchFile("list.pt"), pieces),
      mutations(contents, pieces).map((bytes) => archive(bytes)),
    ),
  ],
  [
    "of the format before torch 1.6",
    fc.oneof(mutations(torchFile("state-dict-before-1.6.pt"), pieces), mutations(contents, pieces).map(legacy)),
  ],
];

test.each(changed)("10,000 changed files %s are read or refused", (_, files) => {
  const outcomes = { read: 0, refused: 0 };
  fc.assert(
    fc.property(files, (bytes) => {
      outcomes[readOrRefuse(() => decodePt(bytes))]++;
    }),
    { numRuns: 10_000, seed: SEED },
  );
  // Both happen, so the changes are neither all harmless nor all noticed at the first check.
  expect(outcomes.read).toBeGreaterThan(5);
  expect(outcomes.refused).toBeGreaterThan(5_000);
});

test("a long key above many tensors does not unfold into as many long names", () => {
  const items = Array.from({ length: 5000 }, () => ["h", 0]);
  const key = ["X", new Uint8Array(Uint32Array.of(100_000).buffer), "k".repeat(100_000)];
  const tensors = [rebuilt(floats, 0, [2], [1]), "q", 0, "0(", items, "l"];
  expect(refusal(archive(pickle("}", key, tensors, "s")))).toContain("too many values with long names");
});

test("a list that is given to many calls is not walked for each of them", () => {
  const pairs = Array.from({ length: 5000 }, () => ["h", 0]);
  const calls = Array.from({ length: 5000 }, () => ["h", 1, "h", 2, "R0"]);
  const kept = [tuple(text("k"), int(1)), "q", 0, "0", named("collections", "OrderedDict"), "q", 1, "0"];
  expect(refusal(archive(pickle(kept, "(", pairs, "l", 0x85, "q", 2, "0", calls, "}")))).toContain(
    'gives the same list to "collections.OrderedDict" over and over',
  );
});
