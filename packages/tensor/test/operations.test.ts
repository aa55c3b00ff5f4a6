import { describeOperations } from "./operation-suite.ts";

describeOperations();
