/** A flow that cannot be made ready to run: what checks at publishing would have refused. */
export class FlowNotRunnable extends Error {
  override readonly name = 'FlowNotRunnable';
  readonly flow: string;
  /** Null where it is not about one block. */
  readonly block: string | null;

  constructor(flow: string, block: string | null, reason: string) {
    super(block === null ? `Flow ${flow}: ${reason}` : `Flow ${flow}, block ${block}: ${reason}`);
    this.flow = flow;
    this.block = block;
  }
}
