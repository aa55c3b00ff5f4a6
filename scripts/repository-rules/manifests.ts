/** What the package.json of every published package says. */
import type { Problem } from "./rules.ts";

interface Manifest {
  name?: string;
  version?: string;
  license?: string;
  type?: string;
  sideEffects?: boolean;
  private?: boolean;
  description?: string;
  engines?: { node?: string };
  exports?: Record<string, Record<string, string> | string>;
  publishConfig?: { access?: string; exports?: Record<string, Record<string, string> | string> };
  dependencies?: Record<string, string>;
  scripts?: Record<string, string>;
}

/** The packages of the house that stand on nothing outside it. */
const selfContained = ["random", "kernels", "tensor", "nn", "rnn-cells", "attention"];

/** What is wrong with the package.json of packages/<folder>. */
export function manifestProblems(manifest: Manifest, folder: string, files: Set<string>): Problem[] {
  const problems: string[] = [];
  const expect = (holds: boolean, message: string): void => {
    if (!holds) problems.push(message);
  };
  expect(manifest.name === `@unroll/${folder}`, `name must be @unroll/${folder}`);
  expect(manifest.private !== true, "a package in packages/ is published");
  expect(manifest.license === "MIT", "license must be MIT");
  expect(manifest.type === "module", 'type must be "module"');
  expect(manifest.sideEffects === false, "sideEffects must be false");
  expect(manifest.engines?.node === ">=20", 'engines.node must be ">=20"');
  expect(Boolean(manifest.description), "description is missing");
  expect(manifest.publishConfig?.access === "public", 'publishConfig.access must be "public"');
  for (const script of ["build", "typecheck", "test", "test:browser", "pack", "check"]) {
    expect(manifest.scripts?.[script] !== undefined, `the script "${script}" is missing`);
  }
  for (const file of ["README.md", "LICENSE"]) {
    expect(files.has(`packages/${folder}/${file}`), `${file} is missing beside it`);
  }
  for (const [name, range] of Object.entries(manifest.dependencies ?? {})) {
    if (name.startsWith("@unroll/")) expect(range === "workspace:^", `${name} must be "workspace:^"`);
    else
      expect(!selfContained.includes(folder), `@unroll/${folder} depends on nothing outside the house; found ${name}`);
  }
  // What users get is what the sources are, without the condition that only this repository knows.
  const published = Object.fromEntries(
    Object.entries(manifest.exports ?? {}).map(([entry, target]) => {
      if (typeof target === "string") return [entry, target];
      const { "@unroll/source": path, ...rest } = target;
      const file = `packages/${folder}/${(path ?? "").replace("./", "")}`;
      expect(files.has(file), `exports["${entry}"]["@unroll/source"] must be a source file`);
      return [entry, rest];
    }),
  );
  expect(
    JSON.stringify(published) === JSON.stringify(manifest.publishConfig?.exports),
    "publishConfig.exports must be exports without @unroll/source",
  );
  return problems.map((message) => ({ line: 1, message }));
}
