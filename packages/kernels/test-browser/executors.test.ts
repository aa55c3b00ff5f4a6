import { executorSuite } from "../test/suite/executors.ts";
import { subjects } from "../test/suite/subjects.ts";

executorSuite(subjects());
