// Set-up file of every package that asks for `leakGuard: true` in its vitest.config.ts.
export {};
