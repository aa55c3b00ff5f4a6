/** The worker's program: the trainer of the three networks, open to the page. */
import { setReproducible } from "@unroll/tensor";
import { expose } from "comlink";
import { Trainer } from "./trainer.ts";

// The same curves on every machine, so that the text can speak of them.
setReproducible(true);
expose(new Trainer());
