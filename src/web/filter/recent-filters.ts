import { remember, remembered } from '../remembered.ts';

const key = 'ringlog-filters';
const maxRecent = 20;
const maxLength = 2000;

/** Filters asked for in this browser, the latest first. A browser that keeps nothing has none. */
export function recentFilters(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(remembered(key) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isFilter).slice(0, maxRecent) : [];
  } catch {
    return [];
  }
}

function isFilter(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && value.length <= maxLength;
}

/** Keeps a filter as the latest. */
export function keepFilter(q: string): void {
  if (!isFilter(q)) return;
  const others = recentFilters().filter((other) => other !== q);
  remember(key, JSON.stringify([q, ...others].slice(0, maxRecent)));
}
