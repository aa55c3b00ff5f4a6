/**
 * Finds a Chromium for the browser tests, on a machine that may have none: the one inside the npm package
 * @sparticuz/chromium is unpacked once, together with the two system libraries it needs.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** What a browser driver must know to start it. */
export interface Chromium {
  executablePath: string;
  /** The environment it must run in: the process's own, with the unpacked libraries and fonts added. */
  env: Record<string, string>;
  args: string[];
}

const root = fileURLToPath(new URL("..", import.meta.url));

const systemPaths = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** What to tell someone on whose machine no Chromium starts. */
export const noChromium: string =
  "no Chromium starts on this machine; install one (Debian: apt-get install chromium) " +
  "or set UNROLL_CHROMIUM to the path of a Chromium or Chrome";

/**
 * The first Chromium that starts: UNROLL_CHROMIUM when it is set ("none" means: there is none), the one from npm, the
 * system's.
 */
export async function findChromium(): Promise<Chromium | undefined> {
  const asked = process.env.UNROLL_CHROMIUM;
  if (asked === "none") return undefined;
  if (asked) {
    if (!starts(asked)) throw new Error(`UNROLL_CHROMIUM: ${asked} does not start`);
    return describe(asked);
  }
  const unpacked = await unpackChromium();
  const found = [unpacked, ...systemPaths].find((path) => path !== undefined && existsSync(path) && starts(path));
  return found === undefined ? undefined : describe(found);
}

function describe(executablePath: string): Chromium {
  return {
    executablePath,
    env: environment(executablePath),
    args: [
      "--no-sandbox",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      // WebGPU without a graphics card.
      "--enable-unsafe-webgpu",
      "--use-webgpu-adapter=swiftshader",
      // The leak guard collects garbage after every test.
      "--js-flags=--expose-gc",
    ],
  };
}

function environment(executablePath: string): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined) env[name] = value;
  const folder = dirname(executablePath);
  const libraries = join(folder, "al2023", "lib");
  if (existsSync(libraries)) env.LD_LIBRARY_PATH = [libraries, env.LD_LIBRARY_PATH].filter(Boolean).join(":");
  const fonts = join(folder, "fonts");
  if (existsSync(fonts) && !existsSync("/etc/fonts/fonts.conf")) env.FONTCONFIG_PATH ??= fonts;
  return env;
}

function starts(executablePath: string): boolean {
  const { status } = spawnSync(executablePath, ["--version"], { env: environment(executablePath), timeout: 20_000 });
  return status === 0;
}

async function unpackChromium(): Promise<string | undefined> {
  if (process.platform !== "linux" || process.arch !== "x64") return undefined;
  const packageFolder = join(root, "node_modules", "@sparticuz", "chromium");
  if (!existsSync(packageFolder)) return undefined;
  const { version } = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8")) as { version: string };
  const folder = join(root, "node_modules", ".cache", "unroll", `chromium-${version}`);
  if (!existsSync(folder)) {
    // The package unpacks into the temporary folder; a rename at the end makes a half-unpacked one impossible.
    const partial = `${folder}.${process.pid}`;
    mkdirSync(partial, { recursive: true });
    const { inflate } = await import("@sparticuz/chromium");
    const temporary = process.env.TMPDIR;
    process.env.TMPDIR = partial;
    try {
      const archives = ["chromium.br", "fonts.tar.br", "swiftshader.tar.br", "al2023.tar.br"];
      await Promise.all(archives.map((name) => inflate(join(packageFolder, "bin", name))));
    } finally {
      if (temporary === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = temporary;
    }
    try {
      renameSync(partial, folder);
    } catch {
      // Another process was first.
      rmSync(partial, { recursive: true, force: true });
    }
  }
  return join(folder, "chromium");
}
