type EmitWarning = typeof process.emitWarning;

/**
 * Runs `load` without Node's warning that its SQLite is experimental: some versions print it at each start, and an
 * administrator can do nothing about it. Other warnings pass.
 */
export function quietly<Loaded>(load: () => Loaded): Loaded {
  const { emitWarning } = process;
  const pass = emitWarning.bind(process) as (...values: unknown[]) => void;
  process.emitWarning = ((...values: unknown[]) => {
    if (!String(values[0]).startsWith("SQLite is an experimental feature")) pass(...values);
  }) as EmitWarning;
  try {
    return load();
  } finally {
    process.emitWarning = emitWarning;
  }
}
