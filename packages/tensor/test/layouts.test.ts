import { describeLayouts } from "./layout-suite.ts";

describeLayouts();
