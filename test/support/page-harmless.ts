import type { Page } from 'playwright-core';

/** The elements that the page is made of; whatever else is there has come out of somebody's text. */
const elements = [
  ...['a', 'aside', 'b', 'button', 'canvas', 'caption', 'code', 'dd', 'details', 'dialog', 'div'],
  ...['dl', 'dt', 'form', 'h1', 'h2', 'h3', 'header', 'img', 'input', 'kbd', 'label', 'li', 'main'],
  ...[
    'mark',
    'nav',
    'ol',
    'p',
    'pre',
    'progress',
    'section',
    'span',
    'strong',
    'summary',
    'table',
    'tbody',
  ],
  ...['td', 'textarea', 'th', 'thead', 'time', 'tr', 'ul'],
  ...['circle', 'defs', 'g', 'line', 'path', 'pattern', 'polyline', 'rect', 'svg', 'text', 'title'],
];

/** Runs in the browser. */
const look = `(() => {
  const known = new Set(${JSON.stringify(elements)});
  const addresses = new Set(['href', 'xlink:href', 'src', 'srcset', 'action', 'formaction', 'data', 'poster', 'ping', 'background']);
  const faults = new Set();
  const isOurs = (value) => {
    if (value.startsWith('#')) return true;
    const url = URL.parse(value, document.baseURI);
    return url !== null && url.origin === location.origin && url.username === '';
  };
  if (!document.querySelector('#root > * header')) faults.add('the page is gone');
  if (!document.querySelector('main h1')) faults.add('the list is gone');
  for (const element of document.body.querySelectorAll('*')) {
    const tag = element.localName;
    if (element.closest('noscript') || element.id === 'root') continue;
    if (!known.has(tag)) faults.add('element ' + tag);
    for (const { name, value } of element.attributes) {
      if (name.startsWith('on') || name === 'srcdoc') faults.add(tag + ' has ' + name);
      if (addresses.has(name) && !isOurs(value)) faults.add(tag + ' has ' + name + '=' + value);
    }
    if (/url\\((?!["']?#)/.test(element.getAttribute('style') ?? '')) faults.add(tag + ' has a style with an address');
  }
  for (const name in {}) faults.add('every object has ' + name);
  return [...faults];
})()`;

/** What is in the page that no captured text may bring there, or no longer there that must be. */
export function harmsIn(page: Page): Promise<string[]> {
  return page.evaluate(look);
}
