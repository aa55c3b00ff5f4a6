import { writeFileSync } from "node:fs";

/** Options of a model so small that a run takes seconds. */
export const tiny: readonly string[] = [
  ...["--hidden-size", "8", "--embedding-size", "4", "--batch-size", "4", "--time", "8", "--learning-rate", "0.02"],
];

/** Writes a text with some order in it, the same every time, and gives its path. */
export function writeText(path: string, characters = 3000): string {
  const words = ["call", "me", "some", "years", "ago", "never", "mind", "how", "long", "the", "sea"];
  let text = "";
  for (let i = 1; text.length < characters; i = (i * 37 + 11) % 1009) {
    text += `${words[i % words.length]}${i % 7 === 0 ? ".\n" : " "}`;
  }
  writeFileSync(path, text.slice(0, characters));
  return path;
}
