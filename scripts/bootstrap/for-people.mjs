/** An error whose message says all a person needs; its stack is of no use to them. */
export class ForPeople extends Error {
  name = 'ForPeople';
}
