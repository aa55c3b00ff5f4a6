import loadWabt from "wabt";
import { chains, passes } from "../peak.ts";
import type { Facts } from "../protocol.ts";
import type { Prepare } from "./prepared.ts";

/**
 * No library, but what the machine can do: multiply-adds of 128-bit vectors in WebAssembly that never wait for memory or
 * for each other. Strict SIMD has no fused multiply-add: a product, then a sum.
 */
export const prepare: Prepare = async ({ backend }) => {
  const run = await compile(backend === "wasm-relaxed");
  const facts: Facts = { version: process.version, runs: `128-bit multiply-adds in ${backend}` };
  return { facts, check: () => ({}), step: () => run(passes) };
};

async function compile(fused: boolean): Promise<(passes: number) => number> {
  const wabt = await loadWabt();
  const features = { simd: true, relaxed_simd: true };
  const { buffer } = wabt.parseWat("peak.wat", source(fused), features).toBinary({});
  const { instance } = await WebAssembly.instantiate(new Uint8Array(buffer));
  return instance.exports.run as (passes: number) => number;
}

function source(fused: boolean): string {
  const sums = Array.from({ length: chains }, (_, i) => `$sum${i}`);
  // Each chain multiplies something of its own, or the engine would compute one product for all of them.
  const step = (sum: string): string =>
    fused
      ? `(local.set ${sum} (f32x4.relaxed_madd (local.get $a) (local.get $b) (local.get ${sum})))`
      : `(local.set ${sum} (f32x4.add (local.get ${sum}) (f32x4.mul (local.get $tiny) (local.get ${sum}))))`;
  const total = sums.slice(1).reduce((rest, sum) => `(f32x4.add ${rest} (local.get ${sum}))`, `(local.get ${sums[0]})`);
  return `(module (func (export "run") (param $passes i32) (result f32)
    (local $a v128) (local $b v128) (local $tiny v128) ${sums.map((sum) => `(local ${sum} v128)`).join(" ")}
    (local.set $a (f32x4.splat (f32.const 0.999)))
    (local.set $b (f32x4.splat (f32.const 0.001)))
    (local.set $tiny (f32x4.splat (f32.const 1e-9)))
    ${sums.map((sum, i) => `(local.set ${sum} (f32x4.splat (f32.const ${i + 1})))`).join("\n")}
    (loop $again
      ${sums.map(step).join("\n")}
      (br_if $again (local.tee $passes (i32.sub (local.get $passes) (i32.const 1)))))
    (f32x4.extract_lane 0 ${total})))`;
}
