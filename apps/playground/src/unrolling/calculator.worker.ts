/** The worker's program: the calculator, open to the page. */
import { expose } from "comlink";
import { Calculator } from "./calculator.ts";

expose(new Calculator());
