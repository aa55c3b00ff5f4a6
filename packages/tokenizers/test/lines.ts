// Lines of text in several scripts, the same in every run.

const WORDS: { readonly [script: string]: readonly string[] } = {
  latin:
    "the The OF café naïve don't we'll I'm HELLO world x2 3.14 2024 état_major e-mail ßtraße İstanbul Ωmega ﬁne".split(
      " ",
    ),
  cyrillic: "мама мыла раму Москва поезд ёлка Ещё не бывает объект 7 девочка-подросток й и\u0306".split(" "),
  devanagari: "नमस्ते दुनिया किताब हिन्दी क्षेत्र १२३ घर में पानी है।".split(" "),
  han: "日本語 漢字かな交じり 中文 字符 東京タワー 二〇二四年 がぎぐ カﾀｶﾅ 한국어 \u1112\u1161\u11ab".split(" "),
  greek: "Ελλάδα λόγος ΟΔΟΣ σοφός ὀδός και".split(" "),
  arabic: "سلام العربية كِتَابٌ ١٢ שלום עולם".split(" "),
  signs: "!? ... -- ( ) [x] 😀 👩‍👩‍👧 🇫🇷 \u200b \u00ad $9.99 # ☃☃ ☃ <unk> «да» … ' \" ~ ^".split(" "),
};
const BETWEEN = [" ", " ", " ", " ", " ", "  ", "", ", ", ". ", "\t", "\n", " \n\n ", "\u00a0", "   "];

/** Whole numbers below n, from a linear congruential generator. */
export function integers(seed: number): (n: number) => number {
  let state = seed >>> 0;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 4294967296) * n);
  };
}

/** Lines of words and signs; `scripts` are those that a line may be in, one for each line, with a stranger now and then. */
export function lines(count: number, seed: number, scripts: readonly string[] = Object.keys(WORDS)): string[] {
  const below = integers(seed);
  const pick = <T>(items: readonly T[]): T => items[below(items.length)]!;
  return Array.from({ length: count }, () => {
    const script = pick(scripts);
    let line = below(10) === 0 ? pick(BETWEEN) : "";
    for (let words = 1 + below(12); words > 0; words--) {
      const from = below(8) === 0 ? pick(Object.keys(WORDS)) : below(6) === 0 ? "signs" : script;
      line += pick(WORDS[from]!) + pick(BETWEEN);
    }
    return below(2) === 0 ? line.trimEnd() : line;
  });
}
