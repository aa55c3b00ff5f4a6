/** An element as the console's custom formatters describe it: https://firefox-source-docs.mozilla.org/devtools-user/custom_formatters/ */
type Markup = readonly [tag: "span", attributes: { readonly style: string }, text: string];

interface Formatter {
  /** What stands for an object, or null: the console's own way. */
  header(object: unknown): Markup | null;
  hasBody(object: unknown): boolean;
}

/**
 * Has a browser's console print objects by their `toString`, where "Custom formatters" is ticked in the settings of its developer
 * tools. There is no other way: consoles call no method of an object that they print.
 */
export function formatInDevtools(isOurs: (object: unknown) => boolean): void {
  const page = globalThis as { document?: unknown; devtoolsFormatters?: Formatter[] };
  if (page.document === undefined) return;
  page.devtoolsFormatters ??= [];
  page.devtoolsFormatters.push({
    header: (object) =>
      isOurs(object) ? ["span", { style: "white-space: pre; font-family: monospace" }, `${object}`] : null,
    hasBody: () => false,
  });
}
