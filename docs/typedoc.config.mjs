import { readdirSync } from "node:fs";
import { addMath } from "./math.mjs";

/** @type {Partial<import("typedoc").TypeDocOptions>} */
export default {
  name: "Unroll",
  entryPointStrategy: "packages",
  entryPoints: readdirSync(new URL("../packages", import.meta.url)).map((name) => `../packages/${name}`),
  packageOptions: {
    includeVersion: true,
    entryPoints: ["src/@(index|node).ts"],
    readme: "README.md",
    disableSources: true,
    excludeInternal: true,
    // The type checker has a task of its own.
    skipErrorChecking: true,
    validation: { notExported: true, invalidLink: true, notDocumented: true },
  },
  readme: "../README.md",
  projectDocuments: ["guide/*.md"],
  out: "api",
  plugin: ["typedoc-plugin-mdn-links"],
  markdownItLoader: addMath,
  customCss: "style.css",
  treatWarningsAsErrors: true,
  treatValidationWarningsAsErrors: true,
  validation: { notExported: true, invalidLink: true, notDocumented: true },
  hideGenerator: true,
  githubPages: false,
  includeVersion: false,
  navigation: { includeCategories: false, includeGroups: false },
  logLevel: "Warn",
};
