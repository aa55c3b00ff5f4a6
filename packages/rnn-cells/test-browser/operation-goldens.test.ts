import { describeOperationGoldens } from "../test/operation-goldens.ts";

describeOperationGoldens();
