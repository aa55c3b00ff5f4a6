/** The loop that measures the peak: multiply-adds in flight at once, enough to hide their latency, few enough for 16 registers. */
export const chains = 12;

/** Passes of the loop in one step. */
export const passes = 100_000;

/** Floats in a 128-bit vector. */
const lanes = 4;

/** Floating-point operations of one step, two for each multiply-add. */
export const peakOperations: number = 2 * lanes * chains * passes;
