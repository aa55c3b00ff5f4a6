/** The worker's program: the trainer with Moby Dick, open to the page. */
import { mobyDick } from "@unroll/datasets";
import { expose } from "comlink";
import { Trainer } from "./trainer.ts";

expose(new Trainer(mobyDick));
