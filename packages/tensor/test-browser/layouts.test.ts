import { describeLayouts } from "../test/layout-suite.ts";

describeLayouts();
