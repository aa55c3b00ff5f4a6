import { executorSuite } from "./suite/executors.ts";
import { subjects } from "./suite/subjects.ts";

executorSuite(subjects());
