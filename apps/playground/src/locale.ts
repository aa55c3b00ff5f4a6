/**
 * Imported before anything else. Chromium started in the POSIX locale calls its language "en-US@posix", which
 * `Intl` refuses, and the chart asks `Intl` for that language as soon as it is loaded.
 */
try {
  new Intl.NumberFormat(navigator.language);
} catch {
  Object.defineProperty(navigator, "language", { value: "en-US", configurable: true });
}
