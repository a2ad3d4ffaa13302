/** `1 event`, `1,200 events`: a number with what it counts. @param name of one; its plural ends in s */
export function countText(count: number, name: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? name : `${name}s`}`;
}
