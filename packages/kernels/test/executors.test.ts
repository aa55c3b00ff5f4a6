import { executorSuite } from "./suite/executors.ts";

executorSuite();
