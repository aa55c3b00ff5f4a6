// Compiles csrc/*.c to WebAssembly and writes the modules as TypeScript into src/generated/.
