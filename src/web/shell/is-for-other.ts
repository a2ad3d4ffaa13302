/** Whether a key belongs to what it was pressed in: a field that takes text, a menu that has keys of its own; or to a dialog over the page. */
export function isForOther(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return true;
  // A click on the text of a dialog takes the focus out of it; the page behind it is not meant all the same.
  if (document.querySelector('dialog[open]')) return true;
  // While it opens, the focus may not be in it yet.
  if (document.querySelector('[role=menu]:popover-open, dialog[open]')) return true;
  const { target } = event;
  return target instanceof HTMLElement && target.closest(hasKeys) !== null;
}

const hasKeys =
  'input:not([type=radio], [type=checkbox]), textarea, select, [role=menu], [role=listbox]';
