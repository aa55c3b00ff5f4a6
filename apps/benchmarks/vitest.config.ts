import { packageTests } from "../../vitest.base.ts";

// The conductor's test starts several processes.
export default packageTests(import.meta.dirname, { testTimeout: 120_000 });
