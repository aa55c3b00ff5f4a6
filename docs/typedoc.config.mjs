import { readdirSync } from "node:fs";
import { OptionDefaults } from "typedoc";
import { addMath } from "./math.mjs";

// The guide in the order of the sidebar; a page that is not named comes after these.
const order = [
  "getting-started",
  "window-model",
  "recurrent-networks",
  "unrolling",
  "language-models",
  "coming-from-pytorch",
  "tensors",
  "benchmarks",
];
const all = readdirSync(new URL("guide", import.meta.url)).filter((name) => name.endsWith(".md"));
const guide = new Set([...order.map((name) => `${name}.md`), ...all]);

/** @satisfies {Partial<import("typedoc").TypeDocOptions>} */
const checks = {
  validation: { notExported: true, invalidLink: true, notDocumented: true },
  // A field may be said by its name alone, and a setter by its getter.
  requiredToBeDocumented: ["Variable", "Function", "Class", "Interface", "Method", "GetSignature", "TypeAlias"],
};

/** @type {Partial<import("typedoc").TypeDocOptions>} */
export default {
  name: "Unroll",
  entryPointStrategy: "packages",
  entryPoints: readdirSync(new URL("../packages", import.meta.url)).map((name) => `../packages/${name}`),
  packageOptions: {
    includeVersion: true,
    entryPoints: ["src/@(index|generated|node).ts"],
    readme: "README.md",
    disableSources: true,
    excludeInternal: true,
    // The type checker has a task of its own.
    skipErrorChecking: true,
    ...checks,
  },
  readme: "../README.md",
  projectDocuments: [...guide].map((page) => `guide/${page}`),
  sort: ["kind", "instance-first", "alphabetical-ignoring-documents"],
  out: "api",
  highlightLanguages: [...OptionDefaults.highlightLanguages, "python"],
  plugin: ["typedoc-plugin-mdn-links"],
  markdownItLoader: addMath,
  customCss: "style.css",
  treatWarningsAsErrors: true,
  treatValidationWarningsAsErrors: true,
  ...checks,
  hideGenerator: true,
  githubPages: false,
  includeVersion: false,
  navigation: { includeCategories: false, includeGroups: false },
  logLevel: "Warn",
};
