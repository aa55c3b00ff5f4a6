import { libraryBuild } from "../../tsup.base.ts";

// Which of the two files of executors is meant is left to the bundler of the program: see `imports` in package.json.
export default libraryBuild({
  entry: ["src/index.ts", "src/executors.ts", "src/executors-inference.ts"],
  external: ["#executors"],
});
