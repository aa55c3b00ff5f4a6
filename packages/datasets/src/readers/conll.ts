import type { Line, LineStream, ReaderOptions, TextSource } from "./lines.ts";
import { blocks, type Reader, reader } from "./reader.ts";
import { mostColumns } from "./tables.ts";

/** What {@link readConll} takes. */
export interface ConllOptions extends ReaderOptions {
  /** What stands between columns. Default: a tab, or else any spaces, as the first line of the text has it. */
  separator?: string;
}

/**
 * The sentences of a text in columns, a token to a line and a blank line after each sentence, as in the CoNLL shared tasks:
 * for each token its columns. Every line is a token, those that begin with # too.
 *
 * @param source - See {@link TextSource}.
 * @param options - See {@link ConllOptions}.
 * @throws CorpusError while it is read: "malformed" with the line if a token has another number of columns than the first, and as
 * {@link readLines}.
 *
 * @example
 * ```ts
 * import { readConll } from "@unroll/datasets";
 *
 * const sentences = await readConll("EU B-ORG\nrejects O\n\nPeter B-PER\n").all();
 * sentences; // => [[["EU", "B-ORG"], ["rejects", "O"]], [["Peter", "B-PER"]]]
 * ```
 */
export function readConll(source: TextSource, options: ConllOptions = {}): Reader<string[][]> {
  return reader("readConll", source, options, async function* (lines) {
    let separator: string | RegExp | undefined = options.separator;
    let wanted: number | undefined;
    for await (const block of blocks(lines)) {
      yield block.map(({ text, number }) => {
        separator ??= text.includes("\t") ? "\t" : / +/;
        const columns = (typeof separator === "string" ? text : text.trim()).split(separator, mostColumns + 1);
        if (columns.length > mostColumns) throw lines.malformed(number, `has more than ${mostColumns} columns`);
        wanted ??= columns.length;
        if (columns.length === wanted) return columns;
        throw lines.malformed(number, `must have ${wanted} columns, as the first token has; got ${columns.length}`);
      });
    }
  });
}

/** What a line of CoNLL-U says of a word; undefined where it says "_". */
export interface ConlluFields {
  readonly form: string;
  readonly lemma: string | undefined;
  readonly upos: string | undefined;
  readonly xpos: string | undefined;
  readonly feats: string | undefined;
  readonly deps: string | undefined;
  readonly misc: string | undefined;
}

/** A word of a sentence in CoNLL-U. */
export interface ConlluWord extends ConlluFields {
  /** Its place, from 1. */
  readonly id: number;
  /** The place of the word that it depends on, 0 for the root; undefined if nobody said. */
  readonly head: number | undefined;
  readonly deprel: string | undefined;
}

/** A token that is several words: "du" is "de" and "le". */
export interface ConlluMultiword {
  /** The places of its first and last word. */
  readonly first: number;
  readonly last: number;
  readonly form: string;
  readonly misc: string | undefined;
}

/** A word that is not in the text, as enhanced dependencies have them. */
export interface ConlluEmptyNode extends ConlluFields {
  /** The place of the word before it, 0 at the beginning, and its own number after that word, from 1: 8.1. */
  readonly after: number;
  readonly index: number;
}

/** A sentence of CoNLL-U. */
export interface ConlluSentence {
  /** The comments, without # and the spaces around. */
  readonly comments: string[];
  readonly words: ConlluWord[];
  readonly multiwords: ConlluMultiword[];
  readonly emptyNodes: ConlluEmptyNode[];
}

/**
 * The sentences of a text in CoNLL-U, as Universal Dependencies come: words, multiword tokens, empty nodes and comments.
 *
 * Source: the description of the format at universaldependencies.org, version 2.
 *
 * @param source - See {@link TextSource}.
 * @param options - See {@link ReaderOptions}.
 * @throws CorpusError while it is read: "malformed" with the line if it has not ten columns, if ids are not in order or a head is
 * no word of the sentence, and as {@link readLines}.
 *
 * @example
 * ```ts
 * import { readConllu } from "@unroll/datasets";
 *
 * const text = `# text = du pain
 * 1-2	du	_	_	_	_	_	_	_	_
 * 1	de	de	ADP	_	_	3	case	_	_
 * 2	le	le	DET	_	_	3	det	_	_
 * 3	pain	pain	NOUN	_	_	0	root	_	_
 * `;
 * const [sentence] = await readConllu(text).all();
 * sentence!.words.map(({ form, upos }) => `${form}/${upos}`); // => ["de/ADP", "le/DET", "pain/NOUN"]
 * sentence!.multiwords.map(({ first, last, form }) => [first, last, form]); // => [[1, 2, "du"]]
 * sentence!.comments; // => ["text = du pain"]
 * ```
 */
export function readConllu(source: TextSource, options: ReaderOptions = {}): Reader<ConlluSentence> {
  return reader("readConllu", source, options, async function* (lines) {
    for await (const block of blocks(lines)) {
      const sentence = sentenceOf(block, lines);
      // Comments before a blank line are of no sentence.
      if (sentence.words.length > 0) yield sentence;
    }
  });
}

function sentenceOf(block: Line[], lines: LineStream): ConlluSentence {
  const sentence: ConlluSentence = { comments: [], words: [], multiwords: [], emptyNodes: [] };
  const { comments, words, multiwords, emptyNodes } = sentence;
  const heads: { head: number; line: number }[] = [];
  let covered: { last: number; line: number } = { last: 0, line: 0 };
  for (const { text, number } of block) {
    if (text.startsWith("#")) {
      comments.push(text.slice(1).trim());
      continue;
    }
    const columns = text.split("\t", mostColumns);
    if (columns.length !== 10)
      throw lines.malformed(number, `must have 10 columns divided by tabs; got ${columns.length}`);
    const [id, form, lemma, upos, xpos, feats, head, deprel, deps, misc] = columns as [
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    // A form or lemma may be the character "_" itself: then both are.
    const fields: ConlluFields = {
      form,
      lemma: lemma === "_" && form !== "_" ? undefined : lemma,
      upos: said(upos),
      xpos: said(xpos),
      feats: said(feats),
      deps: said(deps),
      misc: said(misc),
    };
    const [, first, mark, second] = id.match(/^(\d{1,9})(?:([-.])(\d{1,9}))?$/) ?? [];
    const [a, b] = [Number(first), Number(second)];
    if (mark === "-" && a === words.length + 1 && b >= a && a > covered.last) {
      multiwords.push({ first: a, last: b, form, misc: said(misc) });
      covered = { last: b, line: number };
    } else if (
      mark === "." &&
      a === words.length &&
      b === (emptyNodes.at(-1)?.after === a ? emptyNodes.at(-1)!.index : 0) + 1
    ) {
      emptyNodes.push({ after: a, index: b, ...fields });
    } else if (first !== undefined && mark === undefined && a === words.length + 1) {
      if (!/^(\d{1,9}|_)$/.test(head))
        throw lines.malformed(number, `must have a number or _ as its head; got ${JSON.stringify(head)}`);
      if (head !== "_") heads.push({ head: Number(head), line: number });
      words.push({ id: a, ...fields, head: head === "_" ? undefined : Number(head), deprel: said(deprel) });
    } else {
      throw lines.malformed(
        number,
        `must have the id ${words.length + 1}, or one of words or nodes that begin there; got ${JSON.stringify(id)}`,
      );
    }
  }
  if (covered.last > words.length) {
    throw lines.malformed(covered.line, `must be of words that there are; the sentence ends with word ${words.length}`);
  }
  for (const { head, line } of heads) {
    if (head > words.length) throw lines.malformed(line, `must have a head from 0 to ${words.length}; got ${head}`);
  }
  return sentence;
}

function said(field: string): string | undefined {
  return field === "_" ? undefined : field;
}
