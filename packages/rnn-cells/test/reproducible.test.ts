import { describeReproducibleRun } from "./check-reproducible.ts";

describeReproducibleRun();
