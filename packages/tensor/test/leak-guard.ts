import { memory, openScope, type Scope } from "@unroll/tensor";
import { afterEach, beforeEach, expect } from "vitest";

/**
 * The leak guard: every test runs in a scope of its own, and what it makes outside scopes (parameters, gradients, optimizer state)
 * must be disposed of or be unreachable at its end. What a file makes before its tests run is not counted.
 */

let guard: Scope;
let before: { persistentBytes: number; openScopes: number };

/** Finalizers run some time after a collection, so the guard asks a few times before it believes in a leak. */
const ATTEMPTS = 20;

function collectGarbage(): void {
  const { gc } = globalThis as { gc?: () => void };
  if (gc === undefined)
    throw new Error("The leak guard needs --expose-gc: run the tests through the shared configuration.");
  gc();
}

async function settle(): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (memory().persistentBytes <= before.persistentBytes) return;
    collectGarbage();
    await new Promise((resolve) => setTimeout(resolve, attempt));
  }
}

beforeEach(() => {
  const { persistentBytes, openScopes } = memory();
  before = { persistentBytes, openScopes };
  guard = openScope("test");
});

afterEach(async () => {
  guard.close();
  expect(memory().openScopes, "the test left a scope open").toBe(before.openScopes);
  await settle();
  expect(memory().persistentBytes, "the test leaves persistent tensors behind").toBeLessThanOrEqual(
    before.persistentBytes,
  );
});
