/** Which events of a ladder are chosen, and how to choose others. */
export interface LadderChoice {
  readonly selectedId: string | undefined;
  /** A second one, to which the time is told. */
  readonly comparedId: string | undefined;
  /** The row under the pointer or the focus. */
  readonly activePlace: number | undefined;
  readonly onActive: (place: number | undefined) => void;
  readonly onSelect: (eventId: string, isSecond: boolean) => void;
}
