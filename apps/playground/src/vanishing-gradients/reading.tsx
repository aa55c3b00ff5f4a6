import type { JSX } from "preact";

/** What can be seen in the experiment. test/vanishing-gradients/trainer.test.ts sees it, too, but for distance 100. */
export function Reading(): JSX.Element {
  return (
    <section class="reading" id="reading" tabIndex={-1} aria-labelledby="reading-title">
      <h2 id="reading-title">What can be seen</h2>
      <ol class="findings">
        <li>
          <h3>A straight line down</h3>
          <p>
            The charts have a logarithmic scale: one factor per step makes a straight line. Before the first step of
            training the RNN’s falls steeply, and the gated networks’ hardly at all. The curves are shares of the
            gradient at the last letter, because a network that has learnt has little left to learn, and so small
            gradients everywhere.
          </p>
        </li>
        <li>
          <h3>Learning opens the way</h3>
          <p>
            While GRU and LSTM learn, more of the gradient reaches the first letter than was there at the last: factors
            can also be larger than one. It is then that the answers become right. Clipping keeps the steps from growing
            with it.
          </p>
        </li>
        <li>
          <h3>Near is easy</h3>
          <p>
            At distance 5 the RNN learns as well as the others. Nothing prevents it from remembering further; what fades
            is the message that it should. A small gradient is not none, though: a longer training may find the way by
            chance.
          </p>
        </li>
        <li>
          <h3>Gates are no magic</h3>
          <p>
            Let them begin half open, as is usual, and GRU and LSTM forget about half at every step: at distance 20 they
            learn no more than the RNN. What helps is to begin with a gate that keeps (Gers et al. 2000; Jozefowicz et
            al. 2015). At distance 100 even that is a close thing.
          </p>
        </li>
        <li>
          <h3>An RNN can do better</h3>
          <p>
            With relu, and the identity as its first recurrent weights, a state is handed on as it is (Le et al. 2015).
            At distance 20 this RNN learns faster than the GRU. But nothing holds its factors near one, and further away
            it is the first to stumble.
          </p>
        </li>
        <li>
          <h3>The same every time</h3>
          <p>
            Weights and letters are drawn with a fixed seed, and the worker computes in the mode that gives the same
            bits on every machine: what you see is what everybody sees. It takes at most fifty steps a second, so that
            it can be watched. The networks are measured with letters on which they never train.
          </p>
        </li>
      </ol>
    </section>
  );
}
