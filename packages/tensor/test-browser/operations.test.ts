import { describeOperations } from "../test/operation-suite.ts";

describeOperations();
