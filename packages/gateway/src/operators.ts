import { createConnector } from '#connectors/registry.ts';
import type { Clock } from '#core/clock.ts';
import type { BindState, Connector, ConnectorSink } from '#core/connector.ts';
import type { Directory, SmsConnectorRow } from '#core/directory.ts';
import type { Log } from '#core/log.ts';
import type { Dispatcher } from '#mt/dispatch.ts';

export type OperatorsDeps = {
  readonly dispatcher: Dispatcher;
  readonly sinkFor: (connectorId: number) => ConnectorSink;
  readonly clock: Clock;
  readonly log: Log;
};

type Running = { readonly row: SmsConnectorRow; readonly connector: Connector };

const DRAIN_MS = 5000;

/** Keeps running what the directory says should run: a connector is started, stopped, or replaced when its row changes. */
export class Operators {
  readonly #deps: OperatorsDeps;
  readonly #running = new Map<number, Running>();
  #stopped = false;

  constructor(deps: OperatorsDeps) {
    this.#deps = deps;
  }

  /** Whether messages can be given to a connector now. */
  readonly isUp = (connectorId: number): boolean =>
    (this.#running.get(connectorId)?.connector.window() ?? 0) > 0;

  readonly supportsFlash = (connectorId: number): boolean =>
    this.#running.get(connectorId)?.connector.supportsFlash ?? true;

  /** Connectors that messages can be given to now. */
  reached(): number[] {
    return [...this.#running.keys()].filter(this.isUp);
  }

  binds(): ReadonlyMap<number, readonly BindState[]> {
    return new Map([...this.#running].map(([id, { connector }]) => [id, connector.binds()]));
  }

  /** A connector that runs here. */
  find(connectorId: number): Connector | undefined {
    return this.#running.get(connectorId)?.connector;
  }

  follow(directory: Directory): void {
    if (this.#stopped) return;
    for (const [id, { row }] of [...this.#running]) {
      const wanted = directory.connectors.get(id);
      if (!wanted?.enabled || !sameRow(row, wanted)) this.#end(id);
    }
    for (const row of directory.connectors.values()) {
      if (row.enabled && !this.#running.has(row.id)) this.#begin(row);
    }
  }

  /** Cuts every link at once and begins anew: this node is another one now. */
  restart(directory: Directory): void {
    for (const { connector } of this.#running.values()) connector.cut();
    this.#running.clear();
    this.follow(directory);
  }

  cut(): void {
    for (const { connector } of this.#running.values()) connector.cut();
  }

  /** Waits for what was submitted, then unbinds. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all([...this.#running.values()].map(({ connector }) => connector.stop(DRAIN_MS)));
    this.#running.clear();
  }

  #begin(row: SmsConnectorRow): void {
    const { dispatcher, sinkFor, clock, log } = this.#deps;
    let connector: Connector;
    try {
      connector = createConnector(
        row,
        sinkFor(row.id),
        clock,
        log.child({ room: 'connectors', connector: row.name }),
      );
    } catch (error) {
      log.error(
        { connector: row.name, err: (error as Error).message },
        'a connector cannot be started with its settings',
      );
      return;
    }
    this.#running.set(row.id, { row, connector });
    dispatcher.attach(connector);
    connector.start();
  }

  #end(id: number): void {
    const running = this.#running.get(id);
    this.#running.delete(id);
    this.#deps.dispatcher.detach(id);
    running?.connector.stop(DRAIN_MS).catch((error: Error) => {
      this.#deps.log.warn(
        { connector: running.row.name, err: error.message },
        'a connector did not stop in order',
      );
    });
  }
}

function sameRow(a: SmsConnectorRow, b: SmsConnectorRow): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
