/* global document, localStorage, matchMedia */
// Before anything is painted: the colours of the system, or those that were chosen. A file of its own, as nothing inline may run.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem('ringlog-colours');
  } catch {
    // Storage is switched off: the system decides.
  }
  const isDark =
    chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-scheme', isDark ? 'dark' : 'light');
})();
