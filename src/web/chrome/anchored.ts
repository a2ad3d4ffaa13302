/** How far a popup stays from what it belongs to, and from the edge of the window, in pixels. */
const gap = 4;
const edge = 8;

/**
 * Puts a popup of the top layer below what it belongs to, or above where there is no room below, and always into the window.
 * @param align at which end of it: where the lines of the two meet
 */
export function placeBeside(popup: HTMLElement, anchor: Element, align: 'start' | 'end'): void {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = popup;
  const hasRoomBelow = at.bottom + gap + height + edge <= window.innerHeight;
  const top = hasRoomBelow || at.top < height ? at.bottom + gap : at.top - gap - height;
  const left = align === 'start' ? at.left : at.right - width;
  popup.style.top = `${Math.max(edge, top)}px`;
  popup.style.left = `${Math.max(edge, Math.min(left, window.innerWidth - width - edge))}px`;
}
