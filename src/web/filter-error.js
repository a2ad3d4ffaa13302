// @ts-check

import { element, visible } from './text.js';

/** @typedef {import('./api.js').Fault} Fault */

/**
 * What is wrong with a filter: the place in it, the sentence, and a button that mends it if something is near.
 * @param {string} q
 * @param {Fault} fault
 * @param {(q: string) => void} onMend
 */
export function filterErrorOf(q, { detail, at, length = 0, suggestion }, onMend) {
  if (at === undefined) return [visible(detail)];
  const end = at + length;
  const wrong = q.slice(at, end);
  const place = element(
    'code',
    {},
    visible(q.slice(0, at)),
    element('mark', {}, wrong === '' ? '▵' : visible(wrong)),
    visible(q.slice(end)),
  );
  if (suggestion === undefined) return [place, ' ', visible(detail)];
  const mend = element('button', { type: 'button' }, `Use ${visible(suggestion)}`);
  mend.addEventListener('click', () => {
    onMend(q.slice(0, at) + suggestion + q.slice(end));
  });
  return [place, ' ', visible(detail), ' ', mend];
}
