/** µs since 1970 as ISO 8601 in UTC: `2017-05-30T15:07:50.000123Z`. */
export function isoTime(us: number): string {
  const ms = Math.floor(us / 1000);
  const fraction = String(us - ms * 1000).padStart(3, '0');
  return `${new Date(ms).toISOString().slice(0, -1)}${fraction}Z`;
}
