import { builtinModules } from "node:module";

/** Which package may import which. Each list holds what a package may use; nothing else of the house is open to it. */
const mayImport = {
  random: [],
  kernels: [],
  tensor: ["kernels", "random"],
  nn: ["tensor", "random"],
  checkpoints: ["tensor"],
  "rnn-cells": ["nn", "tensor", "random"],
  attention: ["nn", "tensor", "random"],
  tokenizers: ["random"],
  datasets: ["tokenizers", "random"],
  tasks: ["attention", "rnn-cells", "nn", "checkpoints", "tensor", "datasets", "tokenizers", "random"],
  inspect: ["tasks", "attention", "rnn-cells", "nn", "checkpoints", "tensor", "datasets", "tokenizers", "random"],
  cli: [
    "inspect",
    "tasks",
    "attention",
    "rnn-cells",
    "nn",
    "checkpoints",
    "tensor",
    "datasets",
    "tokenizers",
    "random",
  ],
};

const direction = Object.entries(mayImport).map(([name, allowed]) => ({
  name: `direction-${name}`,
  comment: `@unroll/${name} may import ${allowed.join(", ") || "no other package of the house"}.`,
  severity: "error",
  from: { path: `^packages/${name}/src/` },
  to: {
    path: "^(packages|apps|docs)/",
    pathNot: [`^packages/${name}/`, ...allowed.map((other) => `^packages/${other}/`)],
  },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...direction,
    {
      name: "unplaced-package",
      comment: "A new package must be given its place in the list at the top of .dependency-cruiser.mjs.",
      severity: "error",
      from: { path: "^packages/", pathNot: `^packages/(${Object.keys(mayImport).join("|")})/` },
      to: {},
    },
    {
      name: "no-cycles",
      comment: "No file may need itself by way of others. Imports of types alone do not count.",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "public-entries-only",
      comment: "Another package is imported by its name, not by the path of one of its files.",
      severity: "error",
      from: { path: "^(packages|apps)/([^/]+)/" },
      to: { path: "^(packages|apps)/", pathNot: "^$1/$2/", dependencyTypes: ["local"] },
    },
    {
      name: "not-from-tests",
      comment: "What is published imports nothing that is not.",
      severity: "error",
      from: { path: "^(packages|apps)/[^/]+/src/" },
      to: { path: "^((packages|apps)/[^/]+/(test|test-browser|scripts)/|scripts/|[^/]+\\.(ts|mjs)$)" },
    },
    {
      name: "browsers-too",
      comment: "Packages run in browsers: what src/index.ts reaches uses no module of Node. Offer it in src/node.ts.",
      severity: "error",
      from: { path: "^packages/[^/]+/src/index\\.ts$", pathNot: "^packages/cli/" },
      to: { path: `^(node:)?(${builtinModules.join("|")})$`, reachable: true },
    },
    {
      name: "no-unresolvable",
      comment: "An import must lead somewhere.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "no-undeclared",
      comment: "What a package imports stands in its package.json.",
      severity: "error",
      from: { path: "^(packages|apps)/[^/]+/src/" },
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
    },
  ],
  options: {
    tsPreCompilationDeps: "specify",
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(dist|generated)/" },
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["@unroll/source", "import", "module", "browser", "default", "types"],
      extensions: [".ts", ".js", ".mjs", ".json"],
    },
    tsConfig: { fileName: "tsconfig.json" },
  },
};
