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

/** A share as a percentage: 12.5%, 100%. */
export function formatPercent(share: number, digits = 0): string {
  return `${(100 * share).toFixed(digits)}%`;
}

/** A number of any size in two digits, with a power of ten where it is needed: 13, 0.41, 2.1 × 10⁻⁵. */
export function formatScientific(value: number): string {
  if (value === 0) return "0";
  if (value >= 9.95e-3 && value < 9_999.5) return value < 9.95 ? value.toPrecision(2) : counts.format(value);
  const [digits, power] = value.toExponential(1).split("e") as [string, string];
  return `${digits} × ${formatPowerOfTen(Number(power))}`;
}

/** 10 to a whole power: 10⁻⁵. */
export function formatPowerOfTen(power: number): string {
  return `10${String(power).replace(/[-\d]/g, (sign) => superscripts[sign] ?? "")}`;
}

const superscripts: Readonly<Record<string, string>> = {
  "-": "⁻",
  "0": "⁰",
  "1": "¹",
  "2": "²",
  "3": "³",
  "4": "⁴",
  "5": "⁵",
  "6": "⁶",
  "7": "⁷",
  "8": "⁸",
  "9": "⁹",
};
