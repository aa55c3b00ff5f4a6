import { packageTests } from "../vitest.base.ts";

export default packageTests(import.meta.dirname, { examples: ["../README.md", "guide"] });
