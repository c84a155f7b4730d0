import type { CommandName } from '../command-id.ts';
import { commandStatusName } from '../command-status.ts';

export interface PduFault {
  /** command_status to answer with. */
  status: number;
  /** sequence_number of the faulty PDU; 0 when it could not be read. */
  sequence: number;
  command?: CommandName | undefined;
}

/** A PDU that cannot be read or written. Either of the two kinds below. */
export class PduError extends Error {
  /** True: answer with `status` and go on. False: the byte stream is lost, close the link. */
  readonly recoverable: boolean;
  readonly status: number;
  readonly sequence: number;
  readonly command: CommandName | undefined;

  constructor(message: string, fault: PduFault, recoverable: boolean) {
    super(`${message} (${commandStatusName(fault.status)})`);
    this.name = new.target.name;
    this.recoverable = recoverable;
    this.status = fault.status;
    this.sequence = fault.sequence;
    this.command = fault.command;
  }
}

/** One PDU is bad, its borders are known: the session stays up. */
export class RecoverablePduError extends PduError {
  constructor(message: string, fault: PduFault) {
    super(message, fault, true);
  }
}

/** The length cannot be believed, so no later PDU can be found: the session must end. */
export class UnrecoverablePduError extends PduError {
  /** Whole frames that came before the fault in the same chunk. */
  readonly completed: readonly Buffer[];

  constructor(message: string, fault: PduFault, completed: readonly Buffer[] = []) {
    super(message, fault, false);
    this.completed = completed;
  }
}
