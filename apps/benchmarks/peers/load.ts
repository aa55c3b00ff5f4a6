/** Loads a package that is installed beside this file, as `npm run bench` does at its first use. */
export async function loadPeer(name: string): Promise<unknown> {
  const module = (await import(name)) as { default?: unknown };
  return module.default ?? module;
}
