import { describeReproducibleRun } from "../test/check-reproducible.ts";

describeReproducibleRun();
