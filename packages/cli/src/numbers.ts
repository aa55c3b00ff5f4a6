/** A count with a comma at every thousand: 1,238,567. */
export function count(value: number): string {
  return Math.round(value)
    .toString()
    .replaceAll(/\B(?=(\d{3})+$)/g, ",");
}

/** A rate in at most four characters and a unit: 950, 41k, 1.2M. */
export function rate(value: number): string {
  if (!Number.isFinite(value)) return "-";
  if (value >= 999_500) return `${(value / 1e6).toFixed(value < 9.95e6 ? 1 : 0)}M`;
  if (value >= 999.5) return `${(value / 1e3).toFixed(value < 9950 ? 1 : 0)}k`;
  return value.toFixed(0);
}

/** A duration as on a clock: 0:07, 2:59, 1:02:03. */
export function clock(seconds: number): string {
  if (!Number.isFinite(seconds)) return "-:--";
  const whole = Math.max(0, Math.round(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = (whole % 60).toString().padStart(2, "0");
  return hours > 0 ? `${hours}:${minutes.toString().padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

/** A duration in words: 0.4 s, 48 s, 2 min 59 s, 1 h 2 min. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** A loss with three digits, the precision at which two models are compared. */
export function loss(value: number | undefined): string {
  return value === undefined ? "-" : value.toFixed(3);
}
