/** Whether a key belongs to what it was pressed in: a field that takes text, a menu or a dialog that has keys of its own. */
export function isForOther(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return true;
  const { target } = event;
  return target instanceof HTMLElement && target.closest(hasKeys) !== null;
}

const hasKeys =
  'input:not([type=radio], [type=checkbox]), textarea, select, dialog, [role=menu], [role=listbox]';
