/** Longest time in milliseconds that a loop keeps the event loop waiting: shorter than a frame of 60 Hz. */
const LONGEST = 12;

/**
 * Lets the event loop run between pieces of work, so that messages, signals and timers arrive. Costs nothing when the last breath was
 * a moment ago. It never changes what is computed.
 */
export class Breather {
  #last: number = performance.now();

  /** Waits for one turn of the event loop when the last was too long ago. */
  async breathe(): Promise<void> {
    if (performance.now() - this.#last < LONGEST) return;
    // A timer would wait for 4 ms in a browser once it is nested; a message does not.
    await new Promise<void>((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(null);
    });
    this.#last = performance.now();
  }
}
