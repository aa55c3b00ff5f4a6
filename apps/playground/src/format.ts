/** Numbers as the page writes them. */

const counts = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** A whole number: 1,238,567. */
export function formatCount(value: number): string {
  return counts.format(value);
}

/** A large number in few letters: 930, 64k, 1.2M. */
export function formatShort(value: number): string {
  if (value < 1_000) return counts.format(value);
  // From here on rounding would show 1000k.
  if (value < 999_500) return `${counts.format(value / 1_000)}k`;
  return `${(value / 1_000_000).toFixed(value < 9_950_000 ? 1 : 0)}M`;
}

/** A loss in nats per character: 1.87. */
export function formatLoss(loss: number): string {
  return loss.toFixed(2);
}

/** Seconds as a clock shows them: 1:05. */
export function formatDuration(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** e to the loss: between how many equally likely characters the model might as well be choosing. 6.5, 84. */
export function formatChoices(loss: number): string {
  const choices = Math.exp(loss);
  return choices < 19.95 ? choices.toFixed(1) : counts.format(choices);
}
