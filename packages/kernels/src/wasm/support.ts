/** Modules of one function each that is valid only where the engine knows an instruction. */
const PROBES = {
  // i32.const 0, i8x16.splat, drop
  strict: [0x41, 0, 0xfd, 0x0f, 0x1a],
  // three times (i32.const 0, i8x16.splat), f32x4.relaxed_madd, drop
  relaxed: [0x41, 0, 0xfd, 0x0f, 0x41, 0, 0xfd, 0x0f, 0x41, 0, 0xfd, 0x0f, 0xfd, 0x85, 0x02, 0x1a],
} as const;

/** Whether the engine can run the modules of a variant. */
export function supports(variant: keyof typeof PROBES): boolean {
  if (typeof WebAssembly === "undefined") return false;
  const body = PROBES[variant];
  return WebAssembly.validate(
    Uint8Array.of(
      ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0], // the magic number and the version
      ...[1, 4, 1, 0x60, 0, 0], // one type: () -> ()
      ...[3, 2, 1, 0], // one function of it
      ...[10, body.length + 4, 1, body.length + 2, 0, ...body, 0x0b], // its code
    ),
  );
}
