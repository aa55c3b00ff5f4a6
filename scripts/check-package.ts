/**
 * Checks the tarball of the package in the current folder the way its users meet it: publint, the types that it gives
 * to an importer, no `any` among them, and an install into an empty project, where Node imports it and vite builds it.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { build } from "vite";

interface Manifest {
  name: string;
  version: string;
  bin?: Record<string, string>;
  exports?: Record<string, unknown>;
  dependencies?: Record<string, string>;
}

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = process.cwd();
const manifest = readManifest(folder);
const tarball = tarballOf(folder);

await step("publint", () => run("publint", ["run", tarball, "--strict"]));
await step("are the types wrong", () => run("attw", [tarball, "--profile", "esm-only", "--no-emoji"]));
await step("no any in the declarations", () => noAny(join(folder, "dist")));

const project = realpathSync(mkdtempSync(join(tmpdir(), `unroll-${basename(folder)}-`)));
try {
  await step("install alone", install);
  for (const entry of Object.keys(manifest.exports ?? {})) {
    if (entry.endsWith(".json")) continue;
    const specifier = manifest.name + entry.slice(1);
    await step(`import ${specifier}`, () => importInNode(specifier));
    await step(`import ${specifier} for inference`, () => importInNode(specifier, "--conditions=@unroll/inference"));
    if (!entry.startsWith("./node") && manifest.bin === undefined) {
      await step(`vite build with ${specifier}`, () => buildPage(specifier));
    }
  }
  for (const name of Object.keys(manifest.bin ?? {})) {
    await step(`${name} --version`, () => runCommand(name));
  }
} finally {
  rmSync(project, { recursive: true, force: true });
}
console.log(`${manifest.name}: good`);

async function step(name: string, work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    const { stdout = "", message } = error as Error & { stdout?: string };
    console.error(`${manifest.name}: ${name} failed\n${message}\n${stdout}`);
    process.exit(1);
  }
}

function run(command: string, args: string[], cwd: string = folder): string {
  return execFileSync(command, args, { cwd, encoding: "utf8", stdio: "pipe" });
}

function readManifest(path: string): Manifest {
  return JSON.parse(readFileSync(join(path, "package.json"), "utf8")) as Manifest;
}

function tarballOf(path: string): string {
  const file = join(path, ".pack", "package.tgz");
  if (!existsSync(file)) throw new Error(`${file} is missing: run the task "pack" first`);
  return file;
}

function noAny(dist: string): void {
  const found: string[] = [];
  for (const name of readdirSync(dist).filter((each) => each.endsWith(".d.ts"))) {
    const text = readFileSync(join(dist, name), "utf8");
    const tree = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
    const visit = (node: ts.Node): void => {
      if (node.kind === ts.SyntaxKind.AnyKeyword) {
        const line = tree.getLineAndCharacterOfPosition(node.getStart()).line;
        found.push(`dist/${name}:${line + 1}: ${text.split("\n")[line]?.trim()}`);
      }
      ts.forEachChild(node, visit);
    };
    visit(tree);
  }
  if (found.length > 0) throw new Error(found.join("\n"));
}

/** Installs the tarball into an empty project. The packages of this repository come from their tarballs, too. */
function install(): void {
  const overrides: Record<string, string> = {};
  const collect = (path: string): void => {
    for (const name of Object.keys(readManifest(path).dependencies ?? {})) {
      if (!name.startsWith("@unroll/") || name in overrides) continue;
      const other = resolve(root, "packages", name.slice("@unroll/".length));
      overrides[name] = `file:${tarballOf(other)}`;
      collect(other);
    }
  };
  collect(folder);
  writeFileSync(
    join(project, "package.json"),
    JSON.stringify({ private: true, type: "module", dependencies: { [manifest.name]: `file:${tarball}` } }),
  );
  writeFileSync(
    join(project, "pnpm-workspace.yaml"),
    JSON.stringify({ packages: [], overrides, minimumReleaseAge: 0 }),
  );
  run("pnpm", ["install", "--prefer-offline", "--no-frozen-lockfile", "--ignore-scripts"], project);
}

function importInNode(specifier: string, ...options: string[]): void {
  const names = `console.log(Object.keys(await import(${JSON.stringify(specifier)})).length)`;
  const count = Number(run(process.execPath, [...options, "--input-type=module", "--eval", names], project));
  if (!(count > 0)) throw new Error(`${specifier} exports nothing`);
}

async function buildPage(specifier: string): Promise<void> {
  const page = `import * as all from ${JSON.stringify(specifier)};\nconsole.log(all);\n`;
  writeFileSync(join(project, "page.js"), page);
  writeFileSync(join(project, "index.html"), '<script type="module" src="./page.js"></script>');
  await build({ root: project, configFile: false, logLevel: "error", build: { write: false } });
}

function runCommand(name: string): void {
  const said = run(join(project, "node_modules", ".bin", name), ["--version"], project).trim();
  if (!said.includes(manifest.version)) throw new Error(`expected ${manifest.version}; got ${JSON.stringify(said)}`);
}
