/** What a chart that is painted needs from the styles of the page. */

/** The room that an element gives its chart. */
export function sizeOf(element: HTMLElement): { width: number; height: number } {
  return { width: element.clientWidth, height: element.clientHeight };
}

/** The page's face for instruments, as a canvas takes it. */
export function fontOf(size: number): string {
  return `${size}px "Instrument Sans", system-ui, sans-serif`;
}

/** A custom property as a canvas takes it: with light-dark() and the like resolved by the browser. */
export function colourOf(element: HTMLElement, name: string): string {
  let probe = element.querySelector<HTMLElement>(":scope > .probe");
  if (probe === null) {
    probe = document.createElement("span");
    probe.className = "probe";
    probe.hidden = true;
    element.append(probe);
  }
  probe.style.color = `var(${name})`;
  return getComputedStyle(probe).color;
}
