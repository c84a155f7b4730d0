/** Settings of a connector that cannot be used. The message holds all that is wrong, for whoever wrote them. */
export class ConnectorSettingsError extends Error {
  override name = 'ConnectorSettingsError';
  readonly faults: readonly string[];

  constructor(connector: string, faults: readonly string[]) {
    super(`The settings of connector ${connector} cannot be used. ${faults.join(' ')}`);
    this.faults = faults;
  }
}
