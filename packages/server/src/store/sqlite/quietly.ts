type EmitWarning = typeof process.emitWarning;

/**
 * What `load` returns, without Node's notice that its SQLite is new: some versions print it at each start, and nobody
 * who runs a server can do anything about it. Other warnings come through.
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
