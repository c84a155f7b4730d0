/** The part of a structured logger (pino's shape) that connectors use. Never given a text, a full number or a secret. */
export type ConnectorLog = {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
};
