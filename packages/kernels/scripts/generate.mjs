// Compiles csrc/*.c to WebAssembly and writes the modules as TypeScript into src/generated/, with the layout of the
// memory below the heap. Runs with Node alone (20 or newer); the compiler is an npm package.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const source = new URL("../csrc/", import.meta.url);
const target = new URL("../src/generated/", import.meta.url);

// The memory: [0, 64) is nobody's, so that address 0 can mean "none"; then the descriptor of strided loops; from REGION
// on one region for the static data and the stack of every module; the heap from HEAP_BASE on.
const DESCRIPTOR = 64;
const REGION = 65536;
const STACK = 16384;
const HEAP_BASE = 16 * REGION;

const VARIANTS = { strict: [], relaxed: ["-mrelaxed-simd"] };
const MODULES = ["inference", "training", "extra"];
const COMPILE = [
  ...["clang", "--target=wasm32", "-c", "-ffreestanding", "-fvisibility=hidden", "-O3", "-ffp-contract=off"],
  // Vectors are written by hand; what the compiler adds by itself doubles the size and gains nothing.
  ...["-fno-vectorize", "-fno-slp-vectorize", "-fno-unroll-loops"],
  ...["-msimd128", "-mbulk-memory", "-Wall", "-Wextra", "-Werror", "-Wno-unused-function"],
];
const LINK = [
  ...[
    "wasm-ld",
    "--no-entry",
    "--export-dynamic",
    "--import-memory",
    "--strip-all",
    "--no-stack-first",
    "-z",
    `stack-size=${STACK}`,
  ],
  ...["--export=__stack_pointer", "--export=__data_end", "--export=__heap_base"],
];

const read = (url) => readFileSync(url, "utf8");
const files = Object.fromEntries(readdirSync(source).map((name) => [name, read(new URL(name, source))]));
const { version } = JSON.parse(read(new URL("../package.json", import.meta.url)));
const inputs = createHash("sha256")
  .update(JSON.stringify([files, version, read(new URL(import.meta.url))]))
  .digest("hex");
const record = new URL("inputs.txt", target);

const outputs = [
  ...MODULES.flatMap((module) => Object.keys(VARIANTS).map((variant) => `${module}-${variant}`)),
  "layout",
];
const complete = outputs.every((name) => existsSync(new URL(`${name}.ts`, target)));

if (complete && existsSync(record) && read(record) === inputs) {
  console.log("kernels: generated modules are up to date");
} else {
  await generate();
}

async function generate() {
  const { runLLVM } = await import("@yowasp/clang");
  const run = async (args, input) => {
    try {
      return await runLLVM(args, input, { fetchProgress() {} });
    } catch (error) {
      // The compiler has said what is wrong; its error object carries every source file.
      throw new Error(`${args[0]} failed: ${error.message}`);
    }
  };
  mkdirSync(target, { recursive: true });
  let region = REGION;
  for (const module of MODULES) {
    for (const [variant, flags] of Object.entries(VARIANTS)) {
      const compiled = await run([...COMPILE, ...flags, "-o", "module.o", `${module}.c`], files);
      const linked = await run([...LINK, `--global-base=${region}`, "module.o", "-o", "module.wasm"], {
        "module.o": compiled["module.o"],
      });
      const bytes = linked["module.wasm"];
      checkRegion(`${module}-${variant}`, bytes, region, region + REGION);
      const text = encode(bytes);
      write(`${module}-${variant}`, `/** ${module}.c, ${variant} SIMD. */\nexport const wasm = "${text}";\n`);
      console.log(`kernels: ${module}-${variant} ${bytes.length} bytes, ${gzipSync(text).length} compressed`);
      region += REGION;
    }
  }
  if (region > HEAP_BASE) throw new Error(`The regions end at ${region}, above the heap base ${HEAP_BASE}.`);
  write(
    "layout",
    `/** The version of this package. */
export const VERSION = "${version}";
/** Where the heap begins; below it lie the static data and the stacks of the modules. */
export const HEAP_BASE = ${HEAP_BASE};
/** Where the descriptor of a strided loop is written: rank, shape[8], strides[4][8]. */
export const DESCRIPTOR = ${DESCRIPTOR};
`,
  );
  writeFileSync(record, inputs);
}

function write(name, text) {
  writeFileSync(new URL(`${name}.ts`, target), `// Made by scripts/generate.mjs. Do not edit.\n${text}`);
}

// A byte as one character of ASCII, or two: what repeats in the bytes repeats in the text, so that gzip finds it. (Base64
// hides it: three bytes make four characters, in three ways.) The digits are the characters from # to } without the
// backslash; the last two announce that the next one stands for 88 or 176 more. Counting begins at 253, the first byte
// of every SIMD instruction, lest it take two. src/wasm/module.ts reads it.
function encode(bytes) {
  const digit = (value) => String.fromCharCode(value + 35 + (value >= 57 ? 1 : 0));
  return Array.from(bytes, (byte) => {
    const place = (byte + 3) % 256;
    const high = Math.floor(place / 88);
    return (high > 0 ? digit(87 + high) : "") + digit(place % 88);
  }).join("");
}

// All static data and the whole stack of a module lie inside its region, or modules would overwrite each other.
function checkRegion(name, bytes, from, to) {
  if (!WebAssembly.validate(bytes)) {
    // This Node has no relaxed SIMD: the strict twin, with nearly the same data, has been checked.
    console.log(`kernels: ${name} cannot be checked by Node ${process.versions.node}`);
    return;
  }
  const memory = new WebAssembly.Memory({ initial: HEAP_BASE / 65536 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  const dataEnd = exports.__data_end.value;
  const stackTop = exports.__stack_pointer.value;
  const end = exports.__heap_base.value;
  if (dataEnd < from || stackTop - STACK < dataEnd || stackTop > end || end > to) {
    throw new Error(
      `${name}: data up to ${dataEnd} and stack up to ${stackTop} leave the module's region [${from}, ${to})`,
    );
  }
  const used = new Uint8Array(memory.buffer).findIndex((byte) => byte !== 0);
  if (used !== -1 && used < from) throw new Error(`${name}: static data at ${used}, below its region at ${from}`);
}
