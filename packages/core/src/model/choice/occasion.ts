/** One choice of one chooser among the alternatives that were there. */
export interface ChoiceOccasion {
  /** Household, customer or respondent; who makes several choices has tastes of its own. */
  readonly chooserId: string | number;
  /** When; only told on in the model. The order of the list is the order of time. */
  readonly at?: string | number;
  /** Name of the alternative that was taken; absent where it is not known, as in what is to be foretold. */
  readonly chosen?: string;
  /** Attributes of each alternative that could have been taken, by name; what was not there is left out. */
  readonly alternatives: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Group that the chooser belongs to; its first value counts. */
  readonly persona?: string;
}
