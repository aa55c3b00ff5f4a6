import { describeOperationGoldens } from "./operation-goldens.ts";

describeOperationGoldens();
