import { packageTests } from "../../vitest.base.ts";

export default packageTests(import.meta.dirname, { leakGuard: true, testTimeout: 60_000 });
