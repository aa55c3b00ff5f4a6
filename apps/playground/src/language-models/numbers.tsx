import type { JSX } from "preact";
import { formatChoices, formatCount, formatLoss } from "../format.ts";
import type { Baselines, CorpusFacts } from "./protocol.ts";

interface NumbersProps {
  corpus: CorpusFacts | null;
  baselines: Baselines | null;
  loss: number | null;
}

/** What a nat per character is, and what the curve is to be measured against. */
export function Numbers({ corpus, baselines, loss }: NumbersProps): JSX.Element {
  const guess = corpus === null ? null : Math.log(corpus.vocabularySize);
  return (
    <section class="numbers" id="numbers" tabIndex={-1} aria-labelledby="numbers-title">
      <h2 id="numbers-title">What the numbers say</h2>
      <div class="numbers-text">
        <p>
          Before every character of the book the model names a probability for each one that could come next. Its{" "}
          <dfn>loss</dfn> is minus the natural logarithm of what it gave to the one that did come, averaged over many
          characters: <dfn>nats per character</dfn>. Sure and right costs nothing; sure and wrong costs a lot.
        </p>
        <p>
          Raise e to the loss and you get the <dfn>perplexity</dfn>: the model is as unsure as if it had to choose
          between that many equally likely characters. The <dfn>held-out</dfn> loss is measured on the last tenth of the
          book
          {corpus === null ? "" : ` (${formatCount(corpus.heldOutCharacters)} characters)`}, which the model never
          trains on. Only that one shows what it has learnt and not merely memorised.
        </p>
      </div>
      <table class="ladder">
        <caption class="hidden">Held-out losses, from guessing to the best that counting can do</caption>
        <thead>
          <tr>
            <th scope="col">Who guesses</th>
            <th scope="col">perplexity</th>
            <th scope="col">nats</th>
          </tr>
        </thead>
        <tbody>
          <Rung
            name="Somebody who has never seen a letter"
            note="every character as likely as any other"
            loss={guess}
            most={guess}
          />
          <Rung
            name="Somebody who has counted letters"
            note="knows that e is frequent and z is not"
            loss={baselines?.unigram ?? null}
            most={guess}
          />
          <Rung name="The model, now" note="from everything it has read so far" loss={loss} most={guess} main />
          <Rung
            name="Somebody who has counted runs of five"
            note="looks up what came after the last four characters"
            loss={baselines?.fiveGram ?? null}
            most={guess}
          />
        </tbody>
      </table>
    </section>
  );
}

interface RungProps {
  name: string;
  note: string;
  loss: number | null;
  /** The loss whose bar fills its place. */
  most: number | null;
  main?: boolean;
}

function Rung({ name, note, loss, most, main = false }: RungProps): JSX.Element {
  const share = loss === null || most === null ? 0 : Math.min(1, loss / most);
  return (
    <tr class={main ? "rung rung-main" : "rung"}>
      <th scope="row">
        <span class="rung-name">{name}</span>
        <span class="rung-note">{note}</span>
        <span class="rung-bar" style={{ "--share": String(share) }} />
      </th>
      <td class="rung-choices">{loss === null ? "–" : formatChoices(loss)}</td>
      <td>{loss === null ? "–" : formatLoss(loss)}</td>
    </tr>
  );
}
