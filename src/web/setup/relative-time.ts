const units = [
  { name: 'y', s: 365 * 86_400 },
  { name: 'd', s: 86_400 },
  { name: 'h', s: 3_600 },
  { name: 'min', s: 60 },
  { name: 's', s: 10 },
] as const;

/** How long ago something was, in its largest unit: `5 min ago`. What is less than ten seconds old, or in the future, was just now. */
export function agoText(iso: string, nowMs: number): string {
  const seconds = (nowMs - Date.parse(iso)) / 1000;
  const unit = units.find(({ s }) => seconds >= s);
  if (unit === undefined) return 'just now';
  // Tens of seconds: a number that changes each second draws the eye.
  const count = Math.floor(seconds / unit.s) * (unit.name === 's' ? 10 : 1);
  return `${count} ${unit.name} ago`;
}
