/** Training has stopped because a loss or a gradient is not a finite number. The weights are those before the step: still good. */
export class TrainingDivergedError extends Error {
  override readonly name = "TrainingDivergedError";
  /** The step that could not be done, from 1. */
  readonly step: number;
  /** The loss of its batch. */
  readonly loss: number;
  readonly learningRate: number;
  /** Where numbers first stopped being finite: "first seen in ...". */
  readonly where: string;

  constructor(step: number, loss: number, learningRate: number, where: string, cause?: unknown) {
    const what = Number.isFinite(loss) ? `the gradients are not finite (the loss is ${loss})` : `the loss is ${loss}`;
    super(
      `training stopped at step ${step}: ${what}, ${where}, at learning rate ${learningRate}; the weights of step ${step - 1} and the last checkpoint are kept; try a smaller learningRate`,
      cause === undefined ? undefined : { cause },
    );
    this.step = step;
    this.loss = loss;
    this.learningRate = learningRate;
    this.where = where;
  }
}
