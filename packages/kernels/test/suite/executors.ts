import { describe } from "vitest";
import { axisSuite } from "./axis.ts";
import type { Subject } from "./bench.ts";
import { crossEntropySuite } from "./cross-entropy.ts";
import { dropoutSuite } from "./dropout.ts";
import { elementwiseSuite } from "./elementwise.ts";
import { layerNormSuite } from "./layer-norm.ts";
import { optimizersSuite } from "./optimizers.ts";
import { productsSuite } from "./products.ts";
import { reductionsSuite } from "./reductions.ts";
import { rowsSuite } from "./rows.ts";
import { sequencesSuite } from "./sequences.ts";
import { softmaxSuite } from "./softmax.ts";
import { unarySuite } from "./unary.ts";

/** Holds executors against the float64 reference, kernel by kernel. */
export function executorSuite(subjects: readonly Subject[]): void {
  for (const subject of subjects) {
    describe(subject.name, () => {
      unarySuite(subject);
      elementwiseSuite(subject);
      reductionsSuite(subject);
      axisSuite(subject);
      productsSuite(subject);
      softmaxSuite(subject);
      layerNormSuite(subject);
      crossEntropySuite(subject);
      rowsSuite(subject);
      dropoutSuite(subject);
      sequencesSuite(subject);
      optimizersSuite(subject);
    });
  }
}
