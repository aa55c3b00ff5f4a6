/** The address of a place in the course: `#/language-models` or `#/language-models/numbers`. */
export interface Route {
  chapter: string;
  section: string | null;
}

/** Reads the part of an address behind its hash sign. */
export function parseRoute(hash: string): Route {
  const [chapter = "", section = ""] = hash.replace(/^#?\/?/, "").split("/");
  return { chapter, section: section === "" ? null : section };
}

/** The address of a chapter or of one of its sections. */
export function hrefOf(chapter: string, section?: string): string {
  return section === undefined ? `#/${chapter}` : `#/${chapter}/${section}`;
}
