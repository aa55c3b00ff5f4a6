import { packageTests } from "../../vitest.base.ts";

// Corpora of packages have up to a million words, and are read whole.
export default packageTests(import.meta.dirname, { testTimeout: 60_000 });
