// @ts-check
/* global document */

/** Captured text is the sender's: what would not be seen, or would reorder its surroundings, is shown as an escape. Joiners stay. */
const unsafe = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** More than a person reads; the rest is in the download. */
const maxShown = 64 * 1024;

/**
 * Text as it can be shown anywhere.
 * @param {string} text
 * @param {number} [max] UTF-16 units
 */
export function visible(text, max = maxShown) {
  const shown = text
    .slice(0, max)
    .replace(unsafe, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
  return text.length > max ? `${shown} … ${text.length - max} more` : shown;
}

/**
 * An element with text or elements in it; never markup.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Readonly<Record<string, string>>} [attributes]
 * @param {...(string | Node)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/**
 * The element of the document with this id.
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} id
 * @returns {T}
 */
export function byId(id) {
  return /** @type {T} */ (document.getElementById(id)); // The document is served with this script.
}

const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const day = new Intl.DateTimeFormat('en-CA', { dateStyle: 'short' });

/**
 * The local time of an ISO time, with the day unless that is today.
 * @param {string} iso
 */
export function localTime(iso) {
  const at = new Date(iso);
  const time = `${clock.format(at)}.${iso.slice(20, 23)}`;
  const date = day.format(at);
  return date === day.format(new Date()) ? time : `${date} ${time}`;
}
