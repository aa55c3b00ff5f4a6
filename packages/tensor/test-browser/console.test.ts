import { ones, tensor } from "@unroll/tensor";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cdp } from "vitest/browser";

// What Chromium's console shows of an object is computed by its inspector, which a program sees through the DevTools protocol.

interface Printed {
  readonly description: string;
  readonly preview?: { readonly properties: readonly { readonly name: string; readonly value: string }[] };
  readonly customPreview?: { readonly header: string };
}

interface Protocol {
  send(method: string, parameters?: object): Promise<unknown>;
  on(event: string, listener: (event: { args: Printed[] }) => void): void;
}

const protocol = cdp() as unknown as Protocol;
const printed: Printed[] = [];

/** What the inspector sends to a console for a value. */
async function print(value: unknown): Promise<Printed> {
  const mark = `mark ${printed.length}`;
  console.log(value, mark);
  await expect.poll(() => printed.length).toBeGreaterThan(0);
  return printed.pop() as Printed;
}

beforeAll(async () => {
  protocol.on("Runtime.consoleAPICalled", ({ args }) => {
    if (args[1] !== undefined) printed.push(args[0] as Printed);
  });
  await protocol.send("Runtime.enable");
});

afterAll(() => protocol.send("Runtime.disable"));

test("shows the element type and the shape among the five properties of the preview", async () => {
  const { description, preview } = await print(ones([2, 3]));
  expect(description).toBe("Tensor");
  expect(preview?.properties).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ name: "dtype", value: "float32" }),
      expect.objectContaining({ name: "shape", value: "Array(2)" }),
    ]),
  );
});

test("with custom formatters shows what Node shows", async () => {
  await protocol.send("Runtime.setCustomObjectFormatterEnabled", { enabled: true });
  try {
    const { customPreview } = await print(
      tensor([
        [1, 2],
        [3, 4.5],
      ]),
    );
    const [tag, , text] = JSON.parse(customPreview?.header ?? "[]") as string[];
    expect([tag, text]).toEqual(["span", "Tensor [2, 2] float32\n[[1, 2],\n [3, 4.5]]"]);
    expect((await print({ not: "a tensor" })).customPreview).toBeUndefined();
  } finally {
    await protocol.send("Runtime.setCustomObjectFormatterEnabled", { enabled: false });
  }
});
