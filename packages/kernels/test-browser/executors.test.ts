import { executorSuite } from "../test/suite/executors.ts";

executorSuite();
